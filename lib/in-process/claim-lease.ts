import { describeError } from '../common/describe-error.js';
import { logDebug } from '../delivery/log-debug.js';
import type { DeliveryBudget } from './delivery-budget.js';
import type { GuardedStore } from './guarded-store.js';
import type { TaskClaim } from './idempotency-store.js';

/** The time during which no other claim can hold the same tasks, on this process's clock. */
export class ClaimLease {
  private end: number;

  constructor(
    private readonly store: GuardedStore,
    private readonly claim: TaskClaim,
    /** Started before the claim. */
    private readonly budget: DeliveryBudget,
  ) {
    this.end = budget.startedAt + budget.lease;
  }

  get isOver(): boolean {
    return performance.now() >= this.end;
  }

  /** Extends the lease to its full duration from now. @returns whether the store did so. */
  async renew(): Promise<boolean> {
    const askedAt = performance.now();
    const { lease } = this.budget;
    try {
      await this.store.renew(this.claim, lease);
    } catch (error) {
      // The lease may expire: running a task twice is better than losing it.
      const { message } = describeError(error);
      logDebug(() => `message ${this.claim.messageId}: the lease was not renewed: ${message}`);
      return false;
    }
    // An answer after the lease's end does not tell whether the lease still existed.
    if (!this.isOver) this.end = askedAt + lease;
    return true;
  }
}
