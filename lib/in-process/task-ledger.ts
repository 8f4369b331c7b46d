import type { Awaitable } from '../common/awaitable.js';
import { isThenable } from '../common/thenable.js';
import type { GuardedStore } from './guarded-store.js';
import type { TaskClaim } from './idempotency-store.js';

/**
 * The results of a claim's tasks until they are in the store. Results that the store fails to
 * record are kept for another attempt.
 */
export class TaskLedger {
  /**
   * Positions in the claim's list: the next task expected to succeed, and the end of the recorded
   * part. Most runs succeed with all tasks in order and need no list of their own.
   */
  private next = 0;
  private recorded = 0;
  /** Tasks that succeeded out of order. */
  private done: string[] = [];
  private undone: string[] = [];
  /** Pending calls of the store's `complete`. */
  private recording = 0;

  constructor(
    private readonly store: GuardedStore,
    private readonly claim: TaskClaim,
    private readonly retention: number,
  ) {}

  get messageId(): string {
    return this.claim.messageId;
  }

  /** Whether some results are not in the store yet. */
  get hasPending(): boolean {
    return this.isAnyDone || this.undone.length > 0 || this.recording > 0;
  }

  succeed(task: string): void {
    if (this.claim.granted[this.next] === task) this.next++;
    else this.done.push(task);
  }

  fail(task: string): void {
    this.undone.push(task);
  }

  /**
   * Records the finished tasks and releases the failed ones.
   *
   * @returns `undefined` if the store has done so synchronously.
   * @throws DeliveryError if the store fails, synchronously or by rejecting.
   */
  flush(): Promise<void> | undefined {
    const recorded = this.recordDone();
    return recorded === undefined ? this.releaseFailed() : this.flushBoth(recorded);
  }

  /** Like `flush`, but keeps the results for a later attempt if the store fails. */
  async tryFlush(): Promise<void> {
    try {
      if (this.hasPending) await this.flush();
    } catch {
      // The ledger has kept the results.
    }
  }

  private recordDone(): Promise<void> | undefined {
    if (!this.isAnyDone) return undefined;
    const done = this.takeDone();
    const recorded = attempt(
      () => this.store.complete(this.claim, done, this.retention),
      () => this.done.push(...done),
    );
    if (recorded === undefined) return undefined;
    this.recording++;
    return recorded.finally(() => this.recording--);
  }

  private get isAnyDone(): boolean {
    return this.next > this.recorded || this.done.length > 0;
  }

  /** Takes the finished tasks that are not recorded yet. */
  private takeDone(): readonly string[] {
    const { granted } = this.claim;
    const isAll = this.recorded === 0 && this.next === granted.length;
    const inOrder = isAll ? granted : granted.slice(this.recorded, this.next);
    const done = this.done.length > 0 ? [...inOrder, ...this.done] : inOrder;
    this.recorded = this.next;
    this.done = [];
    return done;
  }

  private releaseFailed(): Promise<void> | undefined {
    const { undone } = this;
    if (undone.length === 0) return undefined;
    this.undone = [];
    return attempt(
      () => this.store.release(this.claim, undone),
      () => this.undone.push(...undone),
    );
  }

  /** Concurrently, so that the answer waits for one slow call at most. */
  private async flushBoth(recorded: Promise<void>): Promise<void> {
    const released = (async () => this.releaseFailed())();
    for (const outcome of await Promise.allSettled([recorded, released])) {
      if (outcome.status === 'rejected') throw outcome.reason;
    }
  }
}

/** Calls; if the call throws or rejects, runs `undo` first and then passes the error on. */
function attempt(call: () => Awaitable<void>, undo: () => void): Promise<void> | undefined {
  const fail = (error: unknown): never => {
    undo();
    throw error;
  };
  try {
    const result = call();
    return isThenable(result) ? result.catch(fail) : undefined;
  } catch (error) {
    return fail(error);
  }
}
