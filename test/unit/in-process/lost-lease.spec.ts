import { MemoryIdempotencyStore, type IdempotencyStore } from 'nestjs-misfit-notification';
import { expect, it } from 'vitest';
import {
  acceptInTheEnd,
  notificationOf,
  startDelivery,
} from '../../support/deliveries/delivery-world.js';
import { FAULTS } from '../../support/faults/faulty-store.js';
import { Gate } from '../../support/clocks/gate.js';

it('a run whose lease has run out starts nothing that another may have done since', async () => {
  const memory = new MemoryIdempotencyStore();
  const cutOff: IdempotencyStore = {
    claim: memory.claim.bind(memory),
    renew: () => FAULTS.rejects(),
    complete: memory.complete.bind(memory),
    release: memory.release.bind(memory),
  };
  const gate = new Gate();
  const calls: string[] = [];
  const slow = startDelivery({
    handlers: {
      h: async ({ id }) => {
        calls.push(`slow ${id}`);
        await gate.opened;
      },
    },
    store: cutOff,
    handlerTimeout: 200,
  });
  const quick = startDelivery({
    handlers: { h: ({ id }) => calls.push(`quick ${id}`) },
    store: memory,
  });
  const notification = notificationOf('a', 'b');

  await expect(slow.accept(notification)).rejects.toMatchObject({ code: 'HANDLER_FAILED' });
  await acceptInTheEnd(() => quick.accept(notification));
  gate.open();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(calls).toEqual(['slow a', 'quick a', 'quick b']);
});

it('handlers that block the process start no more once the lease has run out', async () => {
  const started: string[] = [];
  const block = ({ id }: { readonly id: string }): void => {
    started.push(id);
    const end = performance.now() + 600;
    while (performance.now() < end);
  };
  const { accept } = startDelivery({ handlers: { block }, handlerTimeout: 800 });
  await expect(accept(notificationOf('a', 'b', 'c', 'd'))).rejects.toMatchObject({
    code: 'HANDLER_FAILED',
  });
  expect(started).toEqual(['a', 'b']);
});

it('one lost renewal does not cost a handler its lease', async () => {
  const memory = new MemoryIdempotencyStore();
  let renewals = 0;
  const store: IdempotencyStore = {
    claim: memory.claim.bind(memory),
    // Just once, when the answer is given.
    renew: (...args) => (++renewals === 1 ? FAULTS.rejects() : memory.renew(...args)),
    complete: memory.complete.bind(memory),
    release: memory.release.bind(memory),
  };
  const gate = new Gate();
  let runs = 0;
  const handlers = {
    slow: () => {
      runs++;
      return gate.opened;
    },
  };
  const one = startDelivery({ handlers, store, handlerTimeout: 2_400 });
  const other = startDelivery({ handlers, store: memory });
  const notification = notificationOf('a');

  await expect(one.accept(notification)).rejects.toMatchObject({ code: 'HANDLER_FAILED' });
  // The lease of the claim is over a quarter of the timeout later.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await expect(other.accept(notification)).rejects.toMatchObject({ code: 'IN_PROGRESS' });
  expect(runs).toBe(1);
  gate.open();
});
