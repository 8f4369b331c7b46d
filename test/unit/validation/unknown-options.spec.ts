import {
  MemoryIdempotencyStore,
  MisfitNotificationOptionsError,
  SnsMessageVerifier,
} from 'nestjs-misfit-notification';
import { MisfitOpenTelemetryModule } from 'nestjs-misfit-notification/opentelemetry';
import { RedisIdempotencyStore } from 'nestjs-misfit-notification/redis';
import { simulatorFetch } from 'nestjs-misfit-notification/testing';
import { expect, it } from 'vitest';

const topicArns = ['arn:aws:sns:us-east-1:123456789012:*'];
const client = { eval() {}, evalsha() {} };

it.each([
  [
    'SnsMessageVerifier',
    'signatureVersions',
    () => new SnsMessageVerifier({ topicArns, signatureVersion: ['2'] } as never),
  ],
  [
    'MemoryIdempotencyStore',
    'maxMessages',
    () => new MemoryIdempotencyStore({ maxMessage: 10 } as never),
  ],
  [
    'RedisIdempotencyStore',
    'keyPrefix',
    () => new RedisIdempotencyStore({ client, keyprefix: 'own:' } as never),
  ],
  [
    'MisfitOpenTelemetryModule',
    'meterProvider',
    () => MisfitOpenTelemetryModule.forRoot({ metricProvider: undefined } as never),
  ],
  ['simulatorFetch', 'url', () => simulatorFetch({ uri: 'http://127.0.0.1:4848' } as never)],
])('%s refuses a misspelt option, and suggests %s', (subject, meant, create) => {
  expect(create).toThrow(MisfitNotificationOptionsError);
  expect(create).toThrow(`did you mean ${meant}?`);
  expect(create).toThrow(`${subject}: unknown option`);
});
