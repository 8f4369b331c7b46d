import { MemoryIdempotencyStore, type IdempotencyStore } from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { ClaimLease } from '../../../lib/in-process/claim-lease.js';
import { DeliveryBudget } from '../../../lib/in-process/delivery-budget.js';
import { GuardedStore } from '../../../lib/in-process/guarded-store.js';
import { MovableClock } from '../../support/clocks/movable-clock.js';
import { FAULTS } from '../../support/faults/faulty-store.js';

const HANDLER_TIMEOUT = 80_000;
const LEASE = 100_000;
/** Real time passes too. */
const MARGIN = 20_000;

function startLease(renew: IdempotencyStore['renew'] = () => {}) {
  const clock = new MovableClock();
  const store = Object.assign(new MemoryIdempotencyStore(), { renew });
  const claim = store.claim('m', ['a'], LEASE);
  const budget = new DeliveryBudget(HANDLER_TIMEOUT, HANDLER_TIMEOUT);
  return { clock, lease: new ClaimLease(new GuardedStore(store), claim, budget) };
}

describe('the lease of a claim', () => {
  it('lasts a quarter longer than handlerTimeout', () => {
    const { clock, lease } = startLease();
    clock.pass(LEASE - MARGIN);
    expect(lease.isOver).toBe(false);
    clock.pass(2 * MARGIN);
    expect(lease.isOver).toBe(true);
  });

  it('lasts as long again from each renewal', async () => {
    const { clock, lease } = startLease();
    for (let renewals = 0; renewals < 3; renewals++) {
      clock.pass(LEASE - MARGIN);
      expect(await lease.renew()).toBe(true);
    }
    clock.pass(LEASE - MARGIN);
    expect(lease.isOver).toBe(false);
    clock.pass(2 * MARGIN);
    expect(lease.isOver).toBe(true);
  });

  it('stays over when the store renews it too late', async () => {
    const { clock, lease } = startLease(() => clock.pass(2 * MARGIN));
    clock.pass(LEASE - MARGIN);
    expect(await lease.renew()).toBe(true);
    expect(lease.isOver).toBe(true);
  });

  it.each(Object.entries(FAULTS))('keeps its end when the renewal %s', async (_, fault) => {
    const { clock, lease } = startLease(fault);
    clock.pass(LEASE - MARGIN);
    expect(await lease.renew()).toBe(false);
    expect(lease.isOver).toBe(false);
    clock.pass(2 * MARGIN);
    expect(lease.isOver).toBe(true);
  });
});
