import type { DeliveryContext } from '../delivery/delivery.interface.js';
import type { GuardedStore } from './guarded-store.js';
import type { TaskClaim } from './idempotency-store.js';

/** A lease lasts longer than the answer may take, so that it can be renewed in time. */
const LEASE_FACTOR = 1.25;

/** Length of the lease of a claim, in ms. */
export function leaseFor({ handlerTimeout }: Pick<DeliveryContext, 'handlerTimeout'>): number {
  return handlerTimeout * LEASE_FACTOR;
}

/** The time during which no other claim can hold the same tasks, on this process's clock. */
export class ClaimLease {
  private end: number;

  constructor(
    private readonly store: GuardedStore,
    private readonly claim: TaskClaim,
    private readonly duration: number,
    /** Time of the claim request or earlier, on the clock of `performance.now()`. */
    claimedAt: number,
  ) {
    this.end = claimedAt + duration;
  }

  get isOver(): boolean {
    return performance.now() >= this.end;
  }

  /** Extends the lease to its full duration from now. @returns whether the store did so. */
  async renew(): Promise<boolean> {
    const askedAt = performance.now();
    try {
      await this.store.renew(this.claim, this.duration);
    } catch {
      // The lease may expire: running a task twice is better than losing it.
      return false;
    }
    // An answer after the lease's end does not tell whether the lease still existed.
    if (!this.isOver) this.end = askedAt + this.duration;
    return true;
  }
}
