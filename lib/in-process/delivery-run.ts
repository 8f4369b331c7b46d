import { sleep } from '../common/sleep.js';
import { isThenable } from '../common/thenable.js';
import { resolvesWithin } from '../common/with-timeout.js';
import type { EventHandler } from '../handlers/event-handler.js';
import type { MisfitEvent } from '../misfit/event-classes.js';
import { ClaimLease } from './claim-lease.js';
import type { DeliveryBudget } from './delivery-budget.js';
import type { DeliveryContext } from '../delivery/delivery.interface.js';
import { logDebug } from '../delivery/log-debug.js';
import { DeliveryError, HandlersFailedError, HandlerTimeoutError } from '../delivery/errors.js';
import { ownerOf, type EventTasks } from './event-tasks.js';
import type { GuardedStore } from './guarded-store.js';
import type { TaskClaim } from './idempotency-store.js';
import { reportFailure } from '../delivery/report-failure.js';
import { runInLanes } from './run-in-lanes.js';
import type { TaskBackoff } from './task-backoff.js';
import { TaskLedger } from './task-ledger.js';

const MAX_OWNERS_AT_ONCE = 16;

/** A task that did not succeed synchronously. */
interface Task {
  readonly event: MisfitEvent;
  readonly handler: EventHandler;
  readonly key: string;
}

/**
 * One run of the tasks granted to a claim. A failed task does not stop the others.
 */
export class DeliveryRun {
  private readonly ledger: TaskLedger;
  private readonly lease: ClaimLease;
  private readonly errors: unknown[] = [];
  /** Created when the first handler returns a promise. */
  private waiting: Set<Task> | undefined;
  private isLate = false;
  private isStopped = false;

  constructor(
    private readonly context: DeliveryContext,
    store: GuardedStore,
    private readonly backoff: TaskBackoff,
    claim: TaskClaim,
    private readonly budget: DeliveryBudget,
  ) {
    this.ledger = new TaskLedger(store, claim, context.retention);
    this.lease = new ClaimLease(store, claim, budget);
  }

  get messageId(): string {
    return this.ledger.messageId;
  }

  /** Whether some results are not in the store yet. */
  get hasPending(): boolean {
    return this.ledger.hasPending;
  }

  /** Marks a granted task as done that no handler runs. */
  succeed(key: string): void {
    this.ledger.succeed(key);
  }

  /**
   * Starts every task.
   *
   * @returns a promise that resolves, and never rejects, when all have settled; `undefined` if they
   * already have.
   */
  start(tasks: readonly EventTasks[]): Promise<void> | undefined {
    return runInLanes(tasks, ownerOf, MAX_OWNERS_AT_ONCE, (ofEvent) => this.runEvent(ofEvent));
  }

  /**
   * Resolves when all started tasks have succeeded and the store has recorded them; `undefined` if
   * this is already so.
   *
   * @throws HandlersFailedError if a handler failed or has not settled by the deadline.
   */
  answer(work: Promise<void> | undefined): Promise<void> | undefined {
    if (work !== undefined || this.errors.length > 0) return this.answerLater(work);
    try {
      return this.ledger.flush();
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Runs after the answer: keeps the lease of unfinished tasks until they settle or count as hung,
   * and keeps results until the store has them.
   */
  async finishInBackground(work: Promise<void> | undefined): Promise<void> {
    const { budget } = this;
    const end = performance.now() + budget.hungAfter;
    let running = this.isLate ? work : undefined;
    while ((running !== undefined || this.hasPending) && performance.now() < end) {
      const isRenewed = await this.lease.renew();
      const pause = isRenewed && !this.hasPending ? budget.renewalPause : budget.retryPause;
      if (running === undefined) await sleep(pause);
      else if (await resolvesWithin(running, pause)) running = undefined;
      await this.ledger.tryFlush();
    }
    if (running !== undefined) this.stopStarting();
  }

  /** Starts no more tasks: the next delivery runs them. Tasks still running count as failed. */
  stopStarting(): void {
    this.isStopped = true;
    for (const { key } of this.waiting ?? []) this.backoff.recordFailure(this.messageId, key);
  }

  private async answerLater(work: Promise<void> | undefined): Promise<void> {
    if (work !== undefined && !(await resolvesWithin(work, this.budget.timeLeft))) {
      this.isLate = true;
      for (const task of this.waiting ?? [])
        this.report(task, new HandlerTimeoutError(task.handler.name));
    }
    await this.ledger.flush();
    if (!this.isLate && this.errors.length === 0) return;
    throw new HandlersFailedError(this.errors, 'not every handler has succeeded');
  }

  private runEvent({ event, handlers, keys }: EventTasks): Promise<void> | undefined {
    if (this.isStopped || this.lease.isOver) return this.markNotStarted(keys);
    let pending: Promise<void>[] | undefined;
    for (let index = 0; index < handlers.length; index++) {
      const result = this.runTask(event, handlers[index] as EventHandler, keys[index] as string);
      if (result !== undefined) (pending ??= []).push(result);
    }
    return pending && Promise.all(pending).then(() => undefined);
  }

  private markNotStarted(keys: readonly string[]): Promise<void> | undefined {
    const reason = this.isStopped ? 'the run was stopped' : 'the lease is over';
    logDebug(() => `message ${this.messageId}: ${keys.join(', ')} not started: ${reason}`);
    this.errors.push(new DeliveryError('IN_PROGRESS', 'not every handler could be started'));
    for (const key of keys) this.ledger.fail(key);
    return this.isLate ? this.ledger.tryFlush() : undefined;
  }

  private runTask(
    event: MisfitEvent,
    handler: EventHandler,
    key: string,
  ): Promise<void> | undefined {
    try {
      const result = handler.handle(event);
      if (isThenable(result)) return this.waitFor({ event, handler, key }, result);
      this.ledger.succeed(key);
    } catch (error) {
      this.fail({ event, handler, key }, error);
    }
    return this.isLate ? this.flushLate({ event, handler, key }) : undefined;
  }

  private async waitFor(task: Task, result: PromiseLike<unknown>): Promise<void> {
    const waiting = (this.waiting ??= new Set());
    waiting.add(task);
    try {
      await result;
      this.ledger.succeed(task.key);
    } catch (error) {
      this.fail(task, error);
    }
    waiting.delete(task);
    if (this.isLate) await this.flushLate(task);
  }

  private fail(task: Task, error: unknown): void {
    this.ledger.fail(task.key);
    this.backoff.recordFailure(this.messageId, task.key);
    this.report(task, error);
  }

  private report({ event, handler }: Task, error: unknown): void {
    this.errors.push(error);
    reportFailure(this.context, event, handler, error);
  }

  /** Records the result at once: the next delivery can come at any time and must find it. */
  private async flushLate(task: Task): Promise<void> {
    try {
      await this.ledger.flush();
    } catch (error) {
      this.report(task, error);
    }
  }
}
