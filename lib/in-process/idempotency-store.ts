import type { Awaitable } from '../common/awaitable.js';

/**
 * Permission to run some tasks of a message, for as long as the lease lasts.
 *
 * @publicApi
 */
export interface TaskClaim {
  /** UUID of the SNS message whose tasks are claimed. */
  readonly messageId: string;
  /** Distinguishes this claim from other claims on the same tasks. */
  readonly token: string;
  /** Tasks that this claim may run. */
  readonly granted: readonly string[];
  /** Tasks that another claim holds. Tasks in neither list are done. */
  readonly busy: readonly string[];
}

/**
 * Remembers the finished tasks of each message, so that they do not run again when SNS delivers the
 * message again. A task is one handler's work on one update; its name consists of the update's
 * index and the handler's name.
 *
 * A method that cannot reach its storage rejects. The notification is then answered 503, and SNS
 * delivers it again. The same happens if a method takes longer than 1 500 ms; tasks that a `claim`
 * grants after this time are released.
 *
 * @publicApi
 */
export interface IdempotencyStore {
  /**
   * Claims the tasks that are neither done nor held by a lease that has not expired. If claims are
   * simultaneous, each task is granted to exactly one of them.
   *
   * @param leaseMs time until others may claim the granted tasks, in ms, unless renewed.
   */
  claim(messageId: string, tasks: readonly string[], leaseMs: number): Awaitable<TaskClaim>;

  /** Extends the lease on the tasks that the claim still holds to `leaseMs` from now. */
  renew(claim: TaskClaim, leaseMs: number): Awaitable<void>;

  /**
   * Records tasks as done, even if the lease has expired meanwhile.
   *
   * @param retainMs time for which to remember these tasks, in ms: as long as SNS may deliver the
   * message again.
   */
  complete(claim: TaskClaim, tasks: readonly string[], retainMs: number): Awaitable<void>;

  /** Releases tasks that were not done. Has no effect on tasks that the claim no longer holds. */
  release(claim: TaskClaim, tasks: readonly string[]): Awaitable<void>;
}
