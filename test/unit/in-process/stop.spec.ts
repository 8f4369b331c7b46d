import { MemoryIdempotencyStore, type IdempotencyStore } from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { notificationOf, startDelivery } from '../../support/deliveries/delivery-world.js';
import { Gate, until } from '../../support/clocks/gate.js';

const shuttingDown = { code: 'SHUTTING_DOWN' };

describe('a delivery that has stopped', () => {
  it('starts nothing that the store grants it then, and gives it back', async () => {
    const memory = new MemoryIdempotencyStore();
    const gate = new Gate();
    let isAsked = false;
    const store: IdempotencyStore = {
      claim: async (...args) => {
        isAsked = true;
        await gate.opened;
        return memory.claim(...args);
      },
      renew: memory.renew.bind(memory),
      complete: memory.complete.bind(memory),
      release: memory.release.bind(memory),
    };
    let runs = 0;
    const handlers = { counting: () => runs++ };
    const { accept, delivery, published } = startDelivery({ handlers, store });
    const notification = notificationOf('a');
    const accepted = accept(notification);
    await until(() => isAsked);
    await delivery.stop();
    gate.open();
    await expect(accepted).rejects.toMatchObject(shuttingDown);
    expect(runs).toBe(0);
    expect(published).toEqual([]);

    await startDelivery({ handlers, store: memory }).accept(notification);
    expect(runs).toBe(1);
  });

  it('and has given a handler up, does not go on after it, but leaves that to others', async () => {
    const store = new MemoryIdempotencyStore();
    const gate = new Gate();
    const calls: string[] = [];
    const handlers = {
      slow: ({ id }: { id: string }) => {
        calls.push(id);
        return id === 'a' ? gate.opened : undefined;
      },
    };
    const { accept, delivery } = startDelivery({ handlers, store, handlerTimeout: 100 });
    const notification = notificationOf('a', 'b');
    await expect(accept(notification)).rejects.toMatchObject({ code: 'HANDLER_FAILED' });
    await delivery.stop();
    gate.open();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(calls).toEqual(['a']);

    await startDelivery({ handlers, store }).accept(notification);
    expect(calls).toEqual(['a', 'b']);
  });
});
