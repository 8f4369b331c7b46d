import type { DeliveryContext } from '../delivery/delivery.interface.js';
import type { GuardedStore } from './guarded-store.js';
import type { TaskClaim } from './idempotency-store.js';

/** A lease outlasts the answer by so much that it can be renewed before it runs out. */
const LEASE_FACTOR = 1.25;

/** How long a claim is to keep others away, in milliseconds. */
export function leaseFor({ handlerTimeout }: Pick<DeliveryContext, 'handlerTimeout'>): number {
  return handlerTimeout * LEASE_FACTOR;
}

/** How long nobody else can have been granted the tasks of a claim, by the clock of this process. */
export class ClaimLease {
  private end: number;

  constructor(
    private readonly store: GuardedStore,
    private readonly claim: TaskClaim,
    private readonly duration: number,
    /** When the claim was asked for, or before; as of `performance.now()`. */
    claimedAt: number,
  ) {
    this.end = claimedAt + duration;
  }

  get isOver(): boolean {
    return performance.now() >= this.end;
  }

  /** Makes it last its whole duration from now; whether the store has taken that. */
  async renew(): Promise<boolean> {
    const askedAt = performance.now();
    try {
      await this.store.renew(this.claim, this.duration);
    } catch {
      // The lease may run out: better done twice than not at all.
      return false;
    }
    // An answer after its end does not tell whether the lease was there to be renewed.
    if (!this.isOver) this.end = askedAt + this.duration;
    return true;
  }
}
