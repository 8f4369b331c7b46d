import {
  DeadLettersUnsupportedError,
  MemoryIdempotencyStore,
  MisfitDeadLetters,
} from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { HandlerRegistry } from '../../../lib/handlers/handler-registry.js';
import { InProcessDelivery } from '../../../lib/in-process/in-process-delivery.js';
import { rejection } from '../../support/deliveries/durable-world.js';
import { startSqlite } from '../../support/sqlite/sqlite-world.js';

type Call = (letters: MisfitDeadLetters) => Promise<unknown>;

const CALLS: readonly [string, Call][] = [
  ['list', (letters) => letters.list()],
  ['get', (letters) => letters.get('m.0.A')],
  ['count', (letters) => letters.count()],
  ['replay', (letters) => letters.replay('m.0.A')],
  ['replayAll', (letters) => letters.replayAll()],
  ['remove', (letters) => letters.remove('m.0.A')],
  ['purge', (letters) => letters.purge()],
];

describe.each(CALLS)('MisfitDeadLetters.%s', (_, call) => {
  it('says that the delivery in process keeps none', async () => {
    const delivery = new InProcessDelivery(new MemoryIdempotencyStore());
    const letters = new MisfitDeadLetters(delivery, new HandlerRegistry());
    expect(await rejection(call(letters))).toBeInstanceOf(DeadLettersUnsupportedError);
  });

  it('says that the queue cannot be reached once it has stopped', async () => {
    const { deadLetters, stop } = await startSqlite({ handlers: {} });
    await stop();
    expect(await rejection(call(deadLetters))).toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
  });
});

describe('MisfitDeadLetters', () => {
  it.each([0, -1, 1.5, 1_001, NaN, Infinity, '5' as never])(
    'lists no %s at once',
    async (limit) => {
      const { deadLetters } = await startSqlite({ handlers: {} });
      expect(await rejection(deadLetters.list({ limit }))).toBeInstanceOf(RangeError);
    },
  );

  // In SQL, what is no date is NULL, which stands for no filter at all: everything would go.
  it.each<[string, Call]>([
    ['list', (letters) => letters.list({ before: new Date(NaN) })],
    ['count', (letters) => letters.count({ before: new Date(NaN) })],
    ['replayAll', (letters) => letters.replayAll({ before: new Date(NaN) })],
    ['purge', (letters) => letters.purge({ before: new Date('yesterday') })],
  ])('%s takes no date that is none', async (_, call) => {
    const { deadLetters } = await startSqlite({ handlers: {} });
    expect(await rejection(call(deadLetters))).toBeInstanceOf(RangeError);
  });
});
