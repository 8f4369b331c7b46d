import * as conventions from '@opentelemetry/semantic-conventions/incubating';
import { expect, it } from 'vitest';
import { DELIVER, HANDLE, SEMCONV } from '../../../lib/opentelemetry/names.js';

const known = new Set<unknown>(Object.values(conventions));

it.each(Object.values(SEMCONV))('%s is an attribute of the semantic conventions', (name) => {
  expect(known).toContain(name);
});

it('the values are those of the semantic conventions', () => {
  expect(DELIVER[SEMCONV.system]).toBe(conventions.MESSAGING_SYSTEM_NAME_VALUE_AWS_SNS);
  expect(HANDLE[SEMCONV.operationType]).toBe(conventions.MESSAGING_OPERATION_TYPE_VALUE_PROCESS);
});

it.each(['messaging.client.consumed.messages', 'messaging.process.duration'])(
  '%s is a metric of the semantic conventions',
  (name) => expect(known).toContain(name),
);
