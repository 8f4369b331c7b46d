/** A lease lasts longer than the answer may take, so that it can be renewed in time. */
const LEASE_FACTOR = 1.25;

/**
 * A handler counts as hung if it has not settled within this many times `handlerTimeout` after the
 * answer: a later delivery may then run it again. SNS's default policy has one try left by then.
 */
const HUNG_FACTOR = 4;

/** Time between two attempts to renew the lease or to record finished tasks, in ms. */
const RETRY_PAUSE = 500;

/** The time limits of one notification. Points in time are on the clock of `performance.now()`. */
export class DeliveryBudget {
  readonly startedAt = performance.now();
  /** When the notification must be answered. */
  readonly deadline: number;
  /** Time from the answer until handlers that have not settled count as hung, in ms. */
  readonly hungAfter: number;
  /** Length of the lease of a claim, in ms. */
  readonly lease: number;
  /** Time between two renewals of the lease, in ms. */
  readonly renewalPause: number;
  /** Time until an attempt to renew the lease or to record finished tasks is repeated, in ms. */
  readonly retryPause = RETRY_PAUSE;

  /**
   * @param handlerTimeout time limit for answering a notification, in ms.
   * @param timeLeft the part of `handlerTimeout` that this notification has left, in ms.
   */
  constructor(handlerTimeout: number, timeLeft: number) {
    this.deadline = this.startedAt + timeLeft;
    this.hungAfter = HUNG_FACTOR * handlerTimeout;
    this.lease = handlerTimeout * LEASE_FACTOR;
    this.renewalPause = handlerTimeout / 2;
  }

  /** Time until the notification must be answered, in ms. */
  get timeLeft(): number {
    return this.deadline - performance.now();
  }
}
