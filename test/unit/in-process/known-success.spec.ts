import { MemoryIdempotencyStore, type IdempotencyStore } from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { notificationOf, startDelivery } from '../../support/deliveries/delivery-world.js';
import { FAULTS } from '../../support/faults/faulty-store.js';
import { Gate } from '../../support/clocks/gate.js';

const HANDLER_TIMEOUT = 200;

function pass(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** A handler that has not settled at its deadline, and has lost its lease. */
async function startLate() {
  const memory = new MemoryIdempotencyStore();
  const work = new Gate();
  const secondClaim = new Gate();
  let claims = 0;
  let isCutOff = false;
  const store: IdempotencyStore = {
    claim: async (...args) => {
      const claim = memory.claim(...args);
      if (++claims > 1) await secondClaim.opened;
      return claim;
    },
    renew: () => FAULTS.rejects(),
    // That the event was shown is recorded; what the handler does is not.
    complete: (...args) => (isCutOff ? FAULTS.hangs() : memory.complete(...args)),
    release: memory.release.bind(memory),
  };
  let runs = 0;
  const slow = (): Promise<void> => {
    runs++;
    return work.opened;
  };
  const world = startDelivery({ handlers: { slow }, store, handlerTimeout: HANDLER_TIMEOUT });
  const notification = notificationOf('a');
  const accept = () => world.accept(notification);
  await expect(accept()).rejects.toMatchObject({ code: 'HANDLER_FAILED' });
  isCutOff = true;
  await pass(HANDLER_TIMEOUT / 2);
  return { work, secondClaim, accept, runs: () => runs };
}

describe('what has succeeded, and is not recorded when its lease is over, is not repeated', () => {
  it('while it is being recorded', async () => {
    const { work, secondClaim, accept, runs } = await startLate();
    secondClaim.open();
    work.open();
    await pass(10);
    await expect(accept()).rejects.toMatchObject({ code: 'IN_PROGRESS' });
    expect(runs()).toBe(1);
  });

  it('when it succeeds while the store is asked', async () => {
    const { work, secondClaim, accept, runs } = await startLate();
    const copy = accept();
    work.open();
    await pass(10);
    secondClaim.open();
    await expect(copy).rejects.toMatchObject({ code: 'IN_PROGRESS' });
    expect(runs()).toBe(1);
  });
});
