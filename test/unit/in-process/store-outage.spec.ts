import { MemoryIdempotencyStore, type IdempotencyStore } from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import {
  acceptInTheEnd,
  notificationOf,
  startDelivery,
} from '../../support/deliveries/delivery-world.js';
import { FAULTS, faultyStore } from '../../support/faults/faulty-store.js';
import { Gate, until } from '../../support/clocks/gate.js';

const unavailable = { code: 'IDEMPOTENCY_STORE_UNAVAILABLE' };
const inProgress = { code: 'IN_PROGRESS' };

// Concurrently, because they wait for real pauses: the delivery's, between two tries to record.
describe.concurrent('a store that fails for a while', () => {
  it.each(Object.entries(FAULTS))(
    'when it is told what is done, and %s, hears of it later: nothing is repeated',
    async (_, fault) => {
      const store = faultyStore(['complete'], fault);
      const calls: string[] = [];
      const { accept } = startDelivery({ handlers: { h: ({ id }) => calls.push(id) }, store });
      const notification = notificationOf('a', 'b');

      await expect(accept(notification)).rejects.toMatchObject(unavailable);
      await expect(accept(notification)).rejects.toMatchObject(inProgress);
      store.isBroken = false;
      await acceptInTheEnd(() => accept(notification));
      expect(calls).toEqual(['a', 'b']);
    },
  );

  it('hears of more successes than a call may have arguments', async () => {
    const store = faultyStore(['complete'], FAULTS.rejects);
    let runs = 0;
    const handlers = Object.fromEntries(
      Array.from({ length: 2_000 }, (_, index) => [`h${index}`, () => void runs++]),
    );
    const { accept } = startDelivery({ handlers, store });
    const notification = notificationOf(...Array.from({ length: 80 }, (_, id) => `goal ${id}`));

    await expect(accept(notification)).rejects.toMatchObject(unavailable);
    store.isBroken = false;
    await acceptInTheEnd(() => accept(notification));
    expect(runs).toBe(160_000);
  });

  it('hears of the successes, and what failed is run again', async () => {
    const store = faultyStore(['complete', 'release', 'renew'], FAULTS.rejects);
    const calls: string[] = [];
    let isBroken = true;
    const { accept } = startDelivery({
      handlers: {
        sound: ({ id }) => calls.push(`sound ${id}`),
        flaky: async ({ id }) => {
          calls.push(`flaky ${id}`);
          await Promise.resolve();
          if (isBroken && id === 'b') throw new Error('not yet');
        },
      },
      store,
    });
    const notification = notificationOf('a', 'b');

    await expect(accept(notification)).rejects.toMatchObject(unavailable);
    isBroken = false;
    store.isBroken = false;
    await acceptInTheEnd(() => accept(notification));
    expect(calls.toSorted()).toEqual(['flaky a', 'flaky b', 'flaky b', 'sound a', 'sound b']);
  });

  it('gets back what failed when it could not be told at once, before the lease is over', async () => {
    const store = faultyStore(['release'], FAULTS.rejects);
    let runs = 0;
    const { accept } = startDelivery({
      handlers: {
        flaky: () => {
          if (++runs === 1) throw new Error('not yet');
        },
      },
      store,
    });
    const notification = notificationOf('a');
    const startedAt = performance.now();
    await expect(accept(notification)).rejects.toBeInstanceOf(Error);
    store.isBroken = false;
    await acceptInTheEnd(() => accept(notification));
    expect(runs).toBe(2);
    expect(performance.now() - startedAt).toBeLessThan(30_000);
  });

  it('hears of a late success', async () => {
    const store = faultyStore(['complete'], FAULTS.rejects);
    const gate = new Gate();
    let runs = 0;
    let done = 0;
    const { accept } = startDelivery({
      handlers: {
        slow: async () => {
          runs++;
          await gate.opened;
          done++;
        },
      },
      store,
      handlerTimeout: 300,
    });
    const notification = notificationOf('a');
    await expect(accept(notification)).rejects.toBeInstanceOf(Error);
    gate.open();
    await until(() => done === 1);
    await expect(accept(notification)).rejects.toMatchObject(inProgress);
    store.isBroken = false;
    await acceptInTheEnd(() => accept(notification));
    expect(runs).toBe(1);
  });

  it('may have taken in what it did not confirm: nothing is repeated', async () => {
    const memory = new MemoryIdempotencyStore();
    let isBroken = true;
    const store: IdempotencyStore = {
      claim: (...args) => memory.claim(...args),
      renew: (...args) => memory.renew(...args),
      release: (...args) => memory.release(...args),
      complete: (...args) => {
        memory.complete(...args);
        return isBroken ? FAULTS.rejects() : undefined;
      },
    };
    let runs = 0;
    const { accept } = startDelivery({ handlers: { counting: () => runs++ }, store });
    const notification = notificationOf('a');
    await expect(accept(notification)).rejects.toMatchObject(unavailable);
    isBroken = false;
    await acceptInTheEnd(() => accept(notification));
    expect(runs).toBe(1);
  });

  it('holds up no other message', async () => {
    const store = faultyStore(['complete'], FAULTS.rejects);
    const calls: string[] = [];
    const { accept } = startDelivery({ handlers: { h: ({ id }) => calls.push(id) }, store });
    await expect(accept(notificationOf('a'))).rejects.toMatchObject(unavailable);
    store.isBroken = false;
    await accept(notificationOf('b'));
    expect(calls).toEqual(['a', 'b']);
  });

  it('has the end of the delivery wait until it has heard', async () => {
    const store = faultyStore(['complete'], FAULTS.rejects);
    let runs = 0;
    const handlers = { counting: () => runs++ };
    const { accept, delivery } = startDelivery({ handlers, store, handlerTimeout: 3_000 });
    const notification = notificationOf('a');
    await expect(accept(notification)).rejects.toMatchObject(unavailable);
    store.isBroken = false;
    await delivery.stop();

    const next = startDelivery({ handlers, store });
    await next.accept(notification);
    expect(runs).toBe(1);
  });

  it('for longer than a hung handler is waited for costs a repetition, but no message', async () => {
    const store = faultyStore(['complete', 'renew'], FAULTS.rejects);
    let runs = 0;
    const { accept } = startDelivery({
      handlers: { counting: () => runs++ },
      store,
      handlerTimeout: 100,
    });
    const notification = notificationOf('a');
    await expect(accept(notification)).rejects.toMatchObject(unavailable);
    // Five times the deadline, and the pause in which the delivery notices.
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    store.isBroken = false;
    await accept(notification);
    expect(runs).toBe(2);
  });
});
