import type { Awaitable } from '../common/awaitable.js';
import { isThenable } from '../common/thenable.js';
import type { GuardedStore } from './guarded-store.js';
import type { TaskClaim } from './idempotency-store.js';

/**
 * The results of a claim's tasks until they are in the store. Results that the store fails to
 * record are kept for another attempt.
 */
export class TaskLedger {
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
    return this.done.length > 0 || this.undone.length > 0 || this.recording > 0;
  }

  succeed(task: string): void {
    this.done.push(task);
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
    if (this.done.length === 0) return undefined;
    // A copy, without the spare capacity of a list that has grown: a store may keep it for an hour.
    const done = this.done.slice();
    this.done = [];
    const recorded = attempt(
      () => this.store.complete(this.claim, done, this.retention),
      () => {
        this.done = done.concat(this.done);
      },
    );
    if (recorded === undefined) return undefined;
    this.recording++;
    return recorded.finally(() => this.recording--);
  }

  private releaseFailed(): Promise<void> | undefined {
    const { undone } = this;
    if (undone.length === 0) return undefined;
    this.undone = [];
    return attempt(
      () => this.store.release(this.claim, undone),
      () => {
        this.undone = undone.concat(this.undone);
      },
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

/** Makes the call. If it throws or rejects, runs `undo` before it passes the error on. */
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
