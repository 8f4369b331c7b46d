import type { Awaitable } from '../common/awaitable.js';
import { isThenable } from '../common/thenable.js';
import type { GuardedStore } from './guarded-store.js';
import type { TaskClaim } from './idempotency-store.js';

/**
 * What became of the tasks of a claim, until the store knows. What the store does not take is kept
 * for another try.
 */
export class TaskLedger {
  /**
   * Where in the claim the next task stands that is to succeed, and up to where it is recorded: most
   * runs succeed with all of it in its order, and need no list of their own.
   */
  private next = 0;
  private recorded = 0;
  /** What was done in another order. */
  private done: string[] = [];
  private undone: string[] = [];
  /** Records on their way to the store. */
  private recording = 0;

  constructor(
    private readonly store: GuardedStore,
    private readonly claim: TaskClaim,
    private readonly retention: number,
  ) {}

  get messageId(): string {
    return this.claim.messageId;
  }

  /** Whether the store has yet to learn of a task. */
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
   * Records what was done, and gives back what was not.
   *
   * @returns `undefined` if the store has done so at once.
   * @throws DeliveryError when the store fails, at once or later.
   */
  flush(): Promise<void> | undefined {
    const recorded = this.recordDone();
    return recorded === undefined ? this.releaseFailed() : this.flushBoth(recorded);
  }

  /** As `flush`, if there is anything; when the store fails, a later try may do better. */
  async tryFlush(): Promise<void> {
    try {
      if (this.hasPending) await this.flush();
    } catch {
      // What was not taken is kept.
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

  /** What was done and is not recorded yet. */
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

  /** At once, not in turn: the answer waits for no more than one slow call. */
  private async flushBoth(recorded: Promise<void>): Promise<void> {
    const released = (async () => this.releaseFailed())();
    for (const outcome of await Promise.allSettled([recorded, released])) {
      if (outcome.status === 'rejected') throw outcome.reason;
    }
  }
}

/** The outcome of a call; before it fails, at once or later, `undo` runs. */
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
