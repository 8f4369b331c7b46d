import type { Awaitable } from '../common/awaitable.js';

/**
 * The tasks of one message that a run of it may do, for as long as its lease lasts.
 *
 * @publicApi
 */
export interface TaskClaim {
  readonly messageId: string;
  /** Tells this claim from others of the same tasks. */
  readonly token: string;
  /**
   * Tasks that are this claim's to do. The list must not change afterwards: `complete` and `release`
   * may be given this very one.
   */
  readonly granted: readonly string[];
  /** Tasks that another claim holds. Those in neither list are done. */
  readonly busy: readonly string[];
}

/**
 * Remembers what was done for each message, so that a message that SNS delivers again repeats
 * nothing. A task is one handler's work on one update; its name holds the update's index and the
 * handler's name.
 *
 * A method that cannot reach its storage rejects: the notification is then answered 503 and comes
 * again. So it does when a method takes longer than 1 500 ms; what a claim is granted after that is
 * released.
 *
 * @publicApi
 */
export interface IdempotencyStore {
  /**
   * Claims those of the tasks that are neither done nor held by a lease that still lasts. Of claims
   * that are made at once, exactly one is granted a task.
   *
   * @param leaseMs milliseconds until others may claim what is granted, unless renewed.
   */
  claim(messageId: string, tasks: readonly string[], leaseMs: number): Awaitable<TaskClaim>;

  /** Makes the lease on what the claim still holds last `leaseMs` from now. */
  renew(claim: TaskClaim, leaseMs: number): Awaitable<void>;

  /**
   * Records tasks as done, even if the lease has run out meanwhile.
   *
   * @param retainMs milliseconds for which the message may be delivered again.
   */
  complete(claim: TaskClaim, tasks: readonly string[], retainMs: number): Awaitable<void>;

  /** Gives tasks back that were not done. Those that the claim no longer holds are left alone. */
  release(claim: TaskClaim, tasks: readonly string[]): Awaitable<void>;
}
