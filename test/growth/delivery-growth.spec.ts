import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { EventHandler } from 'nestjs-misfit-notification';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import type { DeliveryContext } from '../../lib/delivery/delivery.interface.js';
import { InProcessDelivery } from '../../lib/in-process/in-process-delivery.js';
import { MemoryIdempotencyStore } from '../../lib/in-process/memory-idempotency-store.js';
import { parseUpdates } from '../../lib/misfit/parse-updates.js';
import type { SnsNotification } from '../../lib/sns/sns-message.js';
import { heapInUse } from '../support/observers/garbage.js';

/** Leaves room for a noisy machine: what grows faster than its input exceeds it by far. */
const TOLERANCE = 3;

const RETENTION = 70 * 60 * 1000;

function handlers(count: number): EventHandler[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `Listener.handler${index}`,
    options: {},
    handle: () => undefined,
  }));
}

function startDelivery(handlerCount: number, store = new MemoryIdempotencyStore()) {
  const delivery = new InProcessDelivery(store);
  const own = handlers(handlerCount);
  const context: DeliveryContext = {
    handlerTimeout: 12_000,
    retention: RETENTION,
    handlersOf: () => own,
    handlers: () => [],
    handlerNamed: () => undefined,
    publish: () => {},
    reportFailure: (_event, _handler, error) => {
      throw error;
    },
  };
  delivery.start(context);
  return delivery;
}

function messageOf(updates: string): SnsNotification {
  return {
    Type: 'Notification',
    MessageId: randomUUID(),
    TopicArn: 'arn:aws:sns:us-east-1:819895241319:resource-tp1',
    Message: updates,
    Timestamp: new Date().toISOString(),
  };
}

/** Microseconds of CPU for one task, the fastest of several rounds. */
async function costOfTask(updateCount: number, handlerCount: number): Promise<number> {
  const delivery = startDelivery(handlerCount);
  const updates = JSON.stringify(Array.from({ length: updateCount }, () => misfitUpdate()));
  const tasks = updateCount * handlerCount;
  const messages = Math.max(3, Math.ceil(20_000 / tasks));
  let best = Infinity;
  for (let round = 0; round < 5; round++) {
    const before = process.cpuUsage();
    for (let message = 0; message < messages; message++) {
      await delivery.accept(parseUpdates(messageOf(updates)), 12_000);
    }
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / (messages * tasks));
  }
  return best;
}

describe('the cost of a delivery', () => {
  beforeAll(async () => {
    await costOfTask(10, 10);
  });

  it('grows no faster than the number of updates', async () => {
    const [few, many] = [await costOfTask(10, 1), await costOfTask(1_500, 1)];
    expect(many / few).toBeLessThan(TOLERANCE);
  });

  it('grows no faster than the number of handlers', async () => {
    const [few, many] = [await costOfTask(10, 1), await costOfTask(10, 100)];
    expect(many / few).toBeLessThan(TOLERANCE);
  });

  it('leaves memory flat over 300 000 messages', async () => {
    const store = new MemoryIdempotencyStore({ maxMessages: 20_000 });
    const delivery = startDelivery(1, store);
    const events = parseUpdates(messageOf(JSON.stringify([misfitUpdate()])));
    const send = async (messages: number): Promise<number> => {
      for (let message = 0; message < messages; message++) {
        const info = { ...events.info, messageId: `message-${Math.random()}` };
        await delivery.accept({ ...events, info }, 12_000);
      }
      return heapInUse();
    };
    await send(100_000);
    const before = await send(1);
    await send(200_000);
    const after = await send(1);
    expect(store.size).toBeLessThanOrEqual(20_000);
    expect(after - before).toBeLessThan(8 * 1024 * 1024);
  });
});
