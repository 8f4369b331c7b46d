import { setTimeout as sleep } from 'node:timers/promises';
import type { DeliveryContext } from './delivery.interface.js';
import type { DeliveryTask } from './delivery-task.js';
import { HandlersFailedError, HandlerTimeoutError } from './errors.js';
import type { GuardedStore } from './guarded-store.js';
import type { TaskClaim } from './idempotency-store.js';
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
  private succeeded: string[] = [];
  private failed: string[] = [];
  private readonly errors: unknown[] = [];
  private readonly active = new Set<DeliveryTask>();
  private isLate = false;
  private isAbandoned = false;

  constructor(
    private readonly context: DeliveryContext,
    private readonly store: GuardedStore,
    private readonly claim: TaskClaim,
    /** Work of the run besides the tasks, done already. */
    done: readonly string[],
  ) {
    this.succeeded.push(...done);
  }

  get messageId(): string {
    return this.claim.messageId;
  }

  /** Starts every task; resolves, never rejects, when all have settled. */
  start(tasks: readonly DeliveryTask[]): Promise<void> {
    const owners = byOwner(tasks);
    const lanes = Math.min(owners.size, MAX_OWNERS_AT_ONCE);
    return runInLanes(owners.values(), lanes, (event) => this.runEvent(event));
  }

  /**
   * Resolves when all that was started has succeeded and is recorded.
   *
   * @throws HandlersFailedError when a handler has failed, or has not settled after `timeout`.
   */
  async answer(work: Promise<void>, timeout: number): Promise<void> {
    this.isLate = !(await resolvesWithin(work, timeout));
    if (this.isLate) this.reportTimeouts();
    await this.settle();
    if (!this.isLate && this.errors.length === 0) return;
    throw new HandlersFailedError(this.errors, 'not every handler has done its work');
  }

  /** Whether something that was done is not recorded, because the store could not be reached. */
  get isUnsettled(): boolean {
    return this.succeeded.length > 0 || this.failed.length > 0;
  }

  /**
   * After the answer: holds what is still at work until it settles or is taken for hung, and what
   * is done until it is recorded.
   */
  async linger(work: Promise<void>): Promise<void> {
    const { handlerTimeout } = this.context;
    const end = performance.now() + (MAX_HOLD - 1) * handlerTimeout;
    let isAtWork = this.isLate;
    while ((isAtWork || this.isUnsettled) && performance.now() < end) {
      await this.store.renew(this.claim, leaseFor(this.context)).catch(() => undefined);
      const pause = this.isUnsettled ? SETTLE_RETRY_PAUSE : handlerTimeout;
      if (isAtWork) isAtWork = !(await resolvesWithin(work, pause));
      else await sleep(pause);
      if (this.isUnsettled) await this.settle().catch(() => undefined);
    }
    this.isAbandoned = isAtWork;
  }

  private async runEvent(tasks: readonly DeliveryTask[]): Promise<void> {
    if (this.isAbandoned) return;
    await Promise.all(tasks.map((task) => this.runTask(task)));
  }

  private async runTask(task: DeliveryTask): Promise<void> {
    this.active.add(task);
    try {
      await task.handler.handle(task.event);
      this.succeeded.push(task.key);
    } catch (error) {
      this.failed.push(task.key);
      this.fail(task, error);
    }
    this.active.delete(task);
    // The next delivery may come at any time: it has to find what is done by then.
    if (this.isLate) await this.settle().catch((error: unknown) => this.fail(task, error));
  }

  private reportTimeouts(): void {
    for (const task of this.active) this.fail(task, new HandlerTimeoutError(task.handler.name));
  }

  private fail({ event, handler }: DeliveryTask, error: unknown): void {
    this.errors.push(error);
    this.context.reportFailure(event, handler, error);
  }

  private async settle(): Promise<void> {
    const { succeeded, failed } = this;
    this.succeeded = [];
    this.failed = [];
    try {
      await this.store.settle(this.claim, succeeded, failed, this.context.retention);
    } catch (error) {
      this.succeeded.push(...succeeded);
      this.failed.push(...failed);
      throw error;
    }
  }
}

/** Each owner's events in the order of the notification, each with its tasks. */
function byOwner(tasks: readonly DeliveryTask[]): Map<string, DeliveryTask[][]> {
  const owners = new Map<string, DeliveryTask[][]>();
  for (const task of tasks) {
    const events = owners.get(task.event.ownerId) ?? [];
    owners.set(task.event.ownerId, events);
    const last = events.at(-1);
    if (last?.[0]?.event === task.event) last.push(task);
    else events.push([task]);
  }
  return owners;
}
