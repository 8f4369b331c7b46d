import { setTimeout as sleep } from 'node:timers/promises';
import type { DeliveryContext } from './delivery.interface.js';
import type { DeliveryTask } from './delivery-task.js';
import { HandlersFailedError, HandlerTimeoutError } from './errors.js';
import type { GuardedStore } from './guarded-store.js';
import type { Awaitable, TaskClaim } from './idempotency-store.js';
import { runInLanes } from './run-in-lanes.js';
import { resolvesWithin } from './within.js';

const MAX_OWNERS_AT_ONCE = 16;

/**
 * A handler that has not settled after this many times `handlerTimeout` is taken for hung: a later
 * delivery may run it again. By then SNS's default policy has one more try to make.
 */
const MAX_HOLD = 5;

/** A lease outlasts the answer by so much that it can be renewed before it runs out. */
const LEASE_FACTOR = 1.25;

/** Milliseconds between two tries to record what was done. */
const SETTLE_RETRY_PAUSE = 500;

export function leaseFor({ handlerTimeout }: DeliveryContext): number {
  return handlerTimeout * LEASE_FACTOR;
}

/**
 * One run of the tasks of a message that its claim was granted. Records what each of them came to;
 * a failure stops no other task.
 */
export class DeliveryRun {
  private succeeded: string[];
  private failed: string[] = [];
  private readonly errors: unknown[] = [];
  private readonly waiting = new Set<DeliveryTask>();
  private isLate = false;
  private isAbandoned = false;

  constructor(
    private readonly context: DeliveryContext,
    private readonly store: GuardedStore,
    private readonly claim: TaskClaim,
    /** Work of the run besides the tasks, done already. */
    done: readonly string[],
  ) {
    this.succeeded = [...done];
  }

  get messageId(): string {
    return this.claim.messageId;
  }

  /** Whether something that was done is not recorded, because the store could not be reached. */
  get isUnsettled(): boolean {
    return this.succeeded.length > 0 || this.failed.length > 0;
  }

  /**
   * Starts every task.
   *
   * @returns what resolves, and never rejects, when all have settled; `undefined` if they have.
   */
  start(tasks: readonly DeliveryTask[]): Promise<void> | undefined {
    const owners = byOwner(tasks);
    const lanes = Math.min(owners.size, MAX_OWNERS_AT_ONCE);
    return runInLanes(owners.values(), lanes, (event) => this.runEvent(event));
  }

  /**
   * Resolves when all that was started has succeeded and is recorded; `undefined` if that is so
   * already.
   *
   * @throws HandlersFailedError when a handler has failed, or has not settled after `timeout`.
   */
  answer(work: Promise<void> | undefined, timeout: number): Promise<void> | undefined {
    if (work !== undefined || this.errors.length > 0) return this.answerLater(work, timeout);
    try {
      return this.settle();
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * After the answer: holds what is still at work until it settles or is taken for hung, and what
   * is done until it is recorded.
   */
  async linger(work: Promise<void> | undefined): Promise<void> {
    const { handlerTimeout } = this.context;
    const end = performance.now() + (MAX_HOLD - 1) * handlerTimeout;
    let atWork = this.isLate ? work : undefined;
    while ((atWork !== undefined || this.isUnsettled) && performance.now() < end) {
      await this.tryRenew();
      const pause = this.isUnsettled ? SETTLE_RETRY_PAUSE : handlerTimeout;
      if (atWork === undefined) await sleep(pause);
      else if (await resolvesWithin(atWork, pause)) atWork = undefined;
      if (this.isUnsettled) await this.trySettle();
    }
    this.isAbandoned = atWork !== undefined;
  }

  private async answerLater(work: Promise<void> | undefined, timeout: number): Promise<void> {
    if (work !== undefined && !(await resolvesWithin(work, timeout))) {
      this.isLate = true;
      for (const task of this.waiting)
        this.report(task, new HandlerTimeoutError(task.handler.name));
    }
    await this.settle();
    if (!this.isLate && this.errors.length === 0) return;
    throw new HandlersFailedError(this.errors, 'not every handler has done its work');
  }

  private runEvent(tasks: readonly DeliveryTask[]): Promise<void> | undefined {
    if (this.isAbandoned) return undefined;
    const pending: Promise<void>[] = [];
    for (const task of tasks) {
      const result = this.runTask(task);
      if (result !== undefined) pending.push(result);
    }
    return pending.length === 0 ? undefined : Promise.all(pending).then(() => undefined);
  }

  private runTask(task: DeliveryTask): Promise<void> | undefined {
    try {
      const result = task.handler.handle(task.event);
      if (isThenable(result)) return this.waitFor(task, result);
      this.succeeded.push(task.key);
    } catch (error) {
      this.fail(task, error);
    }
    return this.isLate ? this.settleLate(task) : undefined;
  }

  private async waitFor(task: DeliveryTask, result: PromiseLike<unknown>): Promise<void> {
    this.waiting.add(task);
    try {
      await result;
      this.succeeded.push(task.key);
    } catch (error) {
      this.fail(task, error);
    }
    this.waiting.delete(task);
    if (this.isLate) await this.settleLate(task);
  }

  private fail(task: DeliveryTask, error: unknown): void {
    this.failed.push(task.key);
    this.report(task, error);
  }

  private report({ event, handler }: DeliveryTask, error: unknown): void {
    this.errors.push(error);
    this.context.reportFailure(event, handler, error);
  }

  private async tryRenew(): Promise<void> {
    try {
      await this.store.renew(this.claim, leaseFor(this.context));
    } catch {
      // The lease may run out: better done twice than not at all.
    }
  }

  private async trySettle(): Promise<void> {
    try {
      await this.settle();
    } catch {
      // There will be another try, until the message is given up.
    }
  }

  /** The next delivery may come at any time: it has to find what is done by then. */
  private async settleLate(task: DeliveryTask): Promise<void> {
    try {
      await this.settle();
    } catch (error) {
      this.report(task, error);
    }
  }

  /** Records what was done, and gives back what was not; what cannot be recorded now is kept. */
  private settle(): Promise<void> | undefined {
    const { succeeded, failed, claim } = this;
    if (succeeded.length > 0) {
      this.succeeded = [];
      const completed = attempt(
        () => this.store.complete(claim, succeeded, this.context.retention),
        () => this.succeeded.push(...succeeded),
      );
      if (completed !== undefined) return completed.then(() => this.settle());
    }
    if (failed.length === 0) return undefined;
    this.failed = [];
    return attempt(
      () => this.store.release(claim, failed),
      () => this.failed.push(...failed),
    );
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
    return result instanceof Promise ? result.catch(fail) : undefined;
  } catch (error) {
    return fail(error);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
}

/** Each owner's events in the order of the notification, each with its tasks. */
function byOwner(tasks: readonly DeliveryTask[]): Map<string, DeliveryTask[][]> {
  const owners = new Map<string, DeliveryTask[][]>();
  for (const task of tasks) {
    const events = owners.get(task.event.ownerId);
    const last = events?.at(-1);
    if (events === undefined) owners.set(task.event.ownerId, [[task]]);
    else if (last?.[0]?.event === task.event) last.push(task);
    else events.push([task]);
  }
  return owners;
}
