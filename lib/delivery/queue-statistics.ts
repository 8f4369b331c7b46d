/**
 * Numbers of tasks in the queue of a durable delivery. A task is one handler's work on one event.
 *
 * @publicApi
 */
export interface QueueStatistics {
  /** Tasks that could run now, and wait for their turn. */
  readonly waiting: number;
  /** Tasks whose handlers run, in any process. */
  readonly running: number;
  /**
   * Tasks that wait for the time of their next attempt, or for an earlier task of the same user.
   */
  readonly delayed: number;
  /** Dead letters. */
  readonly dead: number;
  /**
   * Time since which the task that has waited longest could have run: its age shows how far the
   * handlers are behind. `undefined` if no task could run now.
   */
  readonly oldestWaiting: Date | undefined;
}
