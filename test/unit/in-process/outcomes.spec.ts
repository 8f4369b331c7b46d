import {
  DeliveryError,
  HandlersFailedError,
  HandlerTimeoutError,
  MemoryIdempotencyStore,
  type MisfitEvent,
} from 'nestjs-misfit-notification';
import { misfitEvent } from 'nestjs-misfit-notification/testing';
import { Logger } from '@nestjs/common';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { CollectingLogger } from '../../support/observers/collecting-logger.js';
import { InProcessDelivery } from '../../../lib/in-process/in-process-delivery.js';
import { notificationOf, startDelivery } from '../../support/deliveries/delivery-world.js';
import { FAULTS, faultyStore } from '../../support/faults/faulty-store.js';
import { Gate, until } from '../../support/clocks/gate.js';

function reasonOf(promise: Promise<void>): Promise<unknown> {
  return promise.then(
    () => 'accepted',
    (reason: unknown) => reason,
  );
}

describe('the delivery in process', () => {
  it('rejects with everything that was thrown, and nothing else', async () => {
    const errors = { one: new Error('one'), two: 'two', three: undefined };
    const { accept, failures } = startDelivery({
      handlers: {
        one: () => {
          throw errors.one;
        },
        // oxlint-disable-next-line prefer-promise-reject-errors
        two: () => Promise.reject(errors.two),
        three: () => Promise.reject(errors.three),
        sound: () => Promise.resolve('fine'),
      },
    });

    const reason = (await reasonOf(accept(notificationOf('a', 'b')))) as HandlersFailedError;
    expect(reason).toBeInstanceOf(HandlersFailedError);
    expect(reason).toBeInstanceOf(AggregateError);
    expect(reason.code).toBe('HANDLER_FAILED');
    expect(reason.errors).toHaveLength(6);
    expect(new Set(reason.errors)).toEqual(new Set(Object.values(errors)));
    expect(failures.map(({ error }) => error)).toEqual(reason.errors);
  });

  it('rejects with a HandlerTimeoutError for each handler that is late', async () => {
    const gate = new Gate();
    const { accept } = startDelivery({
      handlers: { slow: () => gate.opened, slower: () => gate.opened, quick: () => undefined },
      handlerTimeout: 100,
    });
    const reason = (await reasonOf(accept(notificationOf('a', 'b')))) as HandlersFailedError;
    expect(reason.errors).toHaveLength(2);
    for (const error of reason.errors as HandlerTimeoutError[]) {
      expect(error).toBeInstanceOf(HandlerTimeoutError);
      expect(error.code).toBe('HANDLER_TIMEOUT');
    }
    const texts = (reason.errors as Error[]).map(({ message }) => message).join('\n');
    expect(texts).toMatch(/^slow did not finish/);
    expect(texts).toMatch(/^slower did not finish/m);
    gate.open();
  });

  it('rejects before its start, and after its end', async () => {
    const notStarted = new InProcessDelivery(new MemoryIdempotencyStore());
    const accepted = (async () => notStarted.accept(notificationOf('a'), 100))();
    expect(await reasonOf(accepted)).toMatchObject({
      name: 'DeliveryError',
      code: 'SHUTTING_DOWN',
    });
    let runs = 0;
    const { delivery, accept } = startDelivery({ handlers: { counting: () => runs++ } });
    await delivery.stop();
    await delivery.stop();
    expect(await reasonOf(accept(notificationOf('a')))).toMatchObject({ code: 'SHUTTING_DOWN' });
    expect(runs).toBe(0);
  });

  it('rejects a copy of what is at work', async () => {
    const gate = new Gate();
    const { accept } = startDelivery({ handlers: { slow: () => gate.opened } });
    const notification = notificationOf('a');
    const first = accept(notification);
    const reason = await reasonOf(accept(notification));
    expect(reason).toBeInstanceOf(DeliveryError);
    expect(reason).toMatchObject({ code: 'IN_PROGRESS' });
    gate.open();
    await first;
    await accept(notification);
  });

  it('rejects a message while another instance runs a part of it, after running the rest', async () => {
    const store = new MemoryIdempotencyStore();
    const gate = new Gate();
    const slow = () => gate.opened;
    const rest: string[] = [];
    const one = startDelivery({ store, handlers: { slow } });
    const quick = async ({ id }: MisfitEvent) => void rest.push(id);
    const other = startDelivery({ store, handlers: { slow, quick } });
    const notification = notificationOf('a');
    const first = one.accept(notification);
    expect(await reasonOf(other.accept(notification))).toMatchObject({ code: 'IN_PROGRESS' });
    expect(rest).toEqual(['a']);
    gate.open();
    await first;
    await other.accept(notification);
    expect(rest).toEqual(['a']);
  });

  it('runs updates of different owners at the same time, and those of one owner in order', async () => {
    const gate = new Gate();
    const started: string[] = [];
    const { accept } = startDelivery({
      handlers: {
        slow: ({ id }) => {
          started.push(id);
          return gate.opened;
        },
      },
    });
    const events = ['ada', 'ada', 'bob'].map((ownerId, index) =>
      misfitEvent('goals.created', { id: `${ownerId} ${index}`, ownerId }),
    );
    const accepted = accept({ ...notificationOf(), events });
    await until(() => started.length === 2);
    expect(started).toEqual(['ada 0', 'bob 2']);
    gate.open();
    await accepted;
    expect(started).toEqual(['ada 0', 'bob 2', 'ada 1']);
  });

  it('rejects more than a thousand at once, without running them', async () => {
    const gate = new Gate();
    let runs = 0;
    const { accept } = startDelivery({
      handlers: {
        slow: () => {
          runs++;
          return gate.opened;
        },
      },
    });
    const accepted = Array.from({ length: 1_000 }, () => reasonOf(accept(notificationOf('a'))));
    await until(() => runs === 1_000);
    const surplus = notificationOf('a');
    expect(await reasonOf(accept(surplus))).toMatchObject({ code: 'OVERLOADED' });
    expect(runs).toBe(1_000);
    gate.open();
    expect(new Set(await Promise.all(accepted))).toEqual(new Set(['accepted']));
    await accept(surplus);
    expect(runs).toBe(1_001);
  });

  it.each(Object.entries(FAULTS).filter(([kind]) => kind !== 'hangs'))(
    'rejects when the store %s, naming the cause',
    async (kind, fault) => {
      const store = faultyStore(['claim'], fault);
      let runs = 0;
      const { accept } = startDelivery({ handlers: { counting: () => runs++ }, store });
      const reason = await reasonOf(accept(notificationOf('a')));
      expect(reason).toBeInstanceOf(DeliveryError);
      expect(reason).toMatchObject({ code: 'IDEMPOTENCY_STORE_UNAVAILABLE' });
      const cause = kind === 'rejects with nothing' ? undefined : new Error('no connection');
      expect((reason as DeliveryError).cause).toEqual(cause);
      expect(runs).toBe(0);
    },
  );

  it('shows events once, whatever becomes of their handlers, and not what is malformed', async () => {
    let failures = 2;
    const { accept, published } = startDelivery({
      handlers: {
        flaky: () => {
          if (failures-- > 0) throw new Error('not yet');
        },
      },
    });
    const notification = notificationOf('a', 'b', 'c');
    const events = notification.events.map((event, index) => (index === 1 ? undefined : event));
    const torn = { ...notification, events };
    expect(await reasonOf(accept(torn))).toBeInstanceOf(HandlersFailedError);
    await accept(torn);
    await accept(torn);
    expect(published).toEqual(['a', 'c']);
  });
});

it('says at level debug which tasks it skips, and nothing when all run or the level is off', async () => {
  const { accept } = startDelivery({ handlers: { own: () => {} } });
  const logger = new CollectingLogger();
  Logger.overrideLogger(logger);
  onTestFinished(() => Logger.overrideLogger(false));
  const notification = notificationOf('a', 'b');
  await accept(notification);
  await accept(notification);
  const about = `message ${notification.info.messageId}: tasks`;
  expect(logger.find('debug', about)).toEqual([
    `${about} 0 claimed, 2 skipped as done, 0 in progress elsewhere`,
  ]);

  const isOff = vi.spyOn(Logger, 'isLevelEnabled').mockReturnValue(false);
  await accept(notification);
  expect(isOff).toHaveBeenCalled();
  isOff.mockRestore();
  expect(logger.find('debug', '')).toHaveLength(1);
});

it('says at level debug how many tasks are done and how many another instance runs', async () => {
  const store = new MemoryIdempotencyStore();
  const notification = notificationOf('a');
  const gate = new Gate();
  const handlers = { done: () => {}, slow: () => gate.opened, own: () => {} };
  const { done, slow } = handlers;
  await startDelivery({ store, handlers: { done } }).accept(notification);
  const running = startDelivery({ store, handlers: { done, slow } }).accept(notification);
  const { accept } = startDelivery({ store, handlers });
  const logger = new CollectingLogger();
  Logger.overrideLogger(logger);
  onTestFinished(() => Logger.overrideLogger(false));
  expect(await reasonOf(accept(notification))).toMatchObject({ code: 'IN_PROGRESS' });
  const about = `message ${notification.info.messageId}: tasks`;
  expect(logger.find('debug', about)).toEqual([
    `${about} 1 claimed, 1 skipped as done, 1 in progress elsewhere`,
  ]);
  gate.open();
  await running;
});
