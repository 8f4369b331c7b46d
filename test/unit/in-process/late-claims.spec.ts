import { MemoryIdempotencyStore, type IdempotencyStore } from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { notificationOf, startDelivery } from '../../support/deliveries/delivery-world.js';
import { FAULTS } from '../../support/faults/faulty-store.js';
import { Gate } from '../../support/clocks/gate.js';
import { settled, watchProcessFaults } from '../../support/observers/process-faults.js';

const unavailable = {
  code: 'IDEMPOTENCY_STORE_UNAVAILABLE',
  message: 'the idempotency store failed: no answer within 1500 ms',
};

/** A store that makes its first claim when the gate opens, as one does whose client has a queue. */
function queueingStore(gate: Gate, memory = new MemoryIdempotencyStore()): IdempotencyStore {
  let claims = 0;
  return {
    claim: async (...args) => {
      if (++claims === 1) await gate.opened;
      return memory.claim(...args);
    },
    renew: (...args) => memory.renew(...args),
    complete: (...args) => memory.complete(...args),
    release: (...args) => memory.release(...args),
  };
}

/** A delivery whose claim is waiting when it is answered. */
async function claimLate() {
  const gate = new Gate();
  const calls: string[] = [];
  const { accept } = startDelivery({
    handlers: { h: ({ id }) => calls.push(id) },
    store: queueingStore(gate),
  });
  const notification = notificationOf('a');
  await expect(accept(notification)).rejects.toMatchObject(unavailable);
  return { gate, calls, accept, notification };
}

// Concurrently, because they wait for the real deadline of a store.
describe.concurrent('a claim that is made after its deadline', () => {
  it('does not keep the next delivery of the message from its handlers', async () => {
    const { gate, calls, accept, notification } = await claimLate();
    gate.open();
    await settled();
    expect(calls).toEqual([]);
    await accept(notification);
    expect(calls).toEqual(['a']);
  });

  it('gives back only what it was granted', async () => {
    const { gate, calls, accept, notification } = await claimLate();
    await accept(notification);
    gate.open();
    await settled();
    await accept(notification);
    expect(calls).toEqual(['a']);
  });

  it.each(Object.entries(FAULTS))('is left to its lease when its release %s', async (_, fault) => {
    const faults = watchProcessFaults();
    const gate = new Gate();
    const store: IdempotencyStore = { ...queueingStore(gate), release: fault };
    const { accept } = startDelivery({ handlers: { h: () => undefined }, store });
    const notification = notificationOf('a');
    await expect(accept(notification)).rejects.toMatchObject(unavailable);
    gate.open();
    await settled();
    await expect(accept(notification)).rejects.toMatchObject({ code: 'IN_PROGRESS' });
    expect(faults).toEqual([]);
  });
});
