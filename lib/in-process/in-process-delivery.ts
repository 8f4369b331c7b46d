import type { Awaitable } from '../common/awaitable.js';
import { isThenable } from '../common/thenable.js';
import { resolvesWithin } from '../common/with-timeout.js';
import type { MisfitNotification } from '../misfit/parse-updates.js';
import { DeliveryBudget } from './delivery-budget.js';
import type { DeliveryContext, MisfitDelivery } from '../delivery/delivery.interface.js';
import { logDebug } from '../delivery/log-debug.js';
import { DeliveryRun } from './delivery-run.js';
import { DeliveryError, shuttingDown } from '../delivery/errors.js';
import { filterTasks, keysOf, tasksOf, type EventTasks } from './event-tasks.js';
import { GuardedStore } from './guarded-store.js';
import type { IdempotencyStore, TaskClaim } from './idempotency-store.js';
import { publishEvents } from '../delivery/publish-events.js';
import { TaskBackoff } from './task-backoff.js';

/** Notifications in progress, including those already answered whose handlers still run. */
const MAX_RUNNING = 1_000;

/** Publishing a message's events is a task too, so that observers see each event once. */
const PUBLISH = 'publish';

/** A notification in progress. */
interface Delivery {
  readonly notification: MisfitNotification;
  /** The tasks that may run now. */
  readonly tasks: readonly EventTasks[];
  readonly keys: readonly string[];
  /** Whether other tasks are paused because they have failed too often. */
  readonly isIncomplete: boolean;
  readonly budget: DeliveryBudget;
}

/**
 * Runs the handlers before the notification is answered.
 *
 * - Resolves only when every handler has succeeded, now or earlier; otherwise SNS delivers again.
 * - A handler that has succeeded for an event does not run for it again, as long as the store
 *   remembers it; of simultaneous copies of a message, one runs.
 * - Updates of one owner run in the order of the notification; up to 16 owners, and all handlers of
 *   an event, run concurrently. A failed handler does not stop the others.
 * - A handler that has failed four times for an event runs for it again after a growing pause.
 */
export class InProcessDelivery implements MisfitDelivery {
  private readonly store: GuardedStore;
  private readonly backoff = new TaskBackoff();
  private readonly running = new Map<DeliveryRun, Promise<void>>();
  private context: DeliveryContext | undefined;

  constructor(store: IdempotencyStore) {
    this.store = new GuardedStore(store);
  }

  start(context: DeliveryContext): void {
    this.context = context;
  }

  accept(notification: MisfitNotification, timeout: number): Awaitable<void> {
    const { context } = this;
    if (context === undefined) throw shuttingDown();
    if (this.running.size >= MAX_RUNNING) {
      throw new DeliveryError('OVERLOADED', `${MAX_RUNNING} notifications are in progress`);
    }
    const { messageId } = notification.info;
    if (this.hasPending(messageId)) throw inProgress();
    const delivery = this.prepare(notification, timeout, context);
    const claim = this.store.claim(messageId, delivery.keys, delivery.budget.lease);
    return isThenable(claim)
      ? claim.then((granted) => this.run(delivery, granted))
      : this.run(delivery, claim);
  }

  async stop(): Promise<void> {
    const { context } = this;
    this.context = undefined;
    if (context === undefined) return;
    const finished = Promise.allSettled(this.running.values());
    if (await resolvesWithin(finished, context.handlerTimeout)) return;
    // From now on, resources of the handlers may be closed.
    for (const run of this.running.keys()) run.stopStarting();
  }

  /**
   * Leaves out paused tasks. They are not claimed either: even short claims would block another
   * instance that may run them.
   */
  private prepare(
    notification: MisfitNotification,
    timeout: number,
    context: DeliveryContext,
  ): Delivery {
    const budget = new DeliveryBudget(context.handlerTimeout, timeout);
    const paused = this.backoff.pausedTasks(notification.info.messageId);
    const all = tasksOf(notification, context);
    const tasks = paused === undefined ? all : filterTasks(all, (key) => !paused.has(key));
    return {
      notification,
      tasks,
      keys: [PUBLISH, ...keysOf(tasks)],
      isIncomplete: paused !== undefined,
      budget,
    };
  }

  private run(delivery: Delivery, claim: TaskClaim): Awaitable<void> {
    const { context } = this;
    // The store may have been slow. Nothing would wait for tasks that start after the stop.
    if (context === undefined) return this.releaseClaim(claim, shuttingDown());
    if (this.hasPending(claim.messageId)) return this.releaseClaim(claim, inProgress());
    // Nest writes this level by default: a line for every delivery would be a flood.
    if (claim.granted.length < delivery.keys.length || delivery.isIncomplete) {
      logDebug(() => describeClaim(delivery, claim));
    }
    const answer = claim.granted.length > 0 ? this.startRun(delivery, claim, context) : undefined;
    if (claim.busy.length === 0 && !delivery.isIncomplete) return answer;
    const reason = claim.busy.length > 0 ? inProgress() : backingOff(claim.messageId);
    if (answer === undefined) throw reason;
    return answer.then(() => {
      throw reason;
    });
  }

  /** Resolves when all granted tasks are done; `undefined` if they already are. */
  private startRun(
    { notification, tasks, keys, budget }: Delivery,
    claim: TaskClaim,
    context: DeliveryContext,
  ): Promise<void> | undefined {
    const isFirst = claim.granted.includes(PUBLISH);
    const run = new DeliveryRun(context, this.store, this.backoff, claim, budget);
    if (isFirst) run.succeed(PUBLISH);
    const work = run.start(grantedOf(tasks, keys, claim));
    if (isFirst) publishEvents(notification, context);
    const answer = run.answer(work);
    return answer && this.keepTrackOf(run, work, answer);
  }

  private async releaseClaim(claim: TaskClaim, reason: DeliveryError): Promise<never> {
    if (claim.granted.length > 0) await this.store.release(claim, claim.granted);
    throw reason;
  }

  /** A run can go on after its answer. */
  private keepTrackOf(
    run: DeliveryRun,
    work: Promise<void> | undefined,
    answer: Promise<void>,
  ): Promise<void> {
    const end = answer
      .catch(() => run.finishInBackground(work))
      .finally(() => this.running.delete(run));
    this.running.set(run, end);
    return answer;
  }

  /**
   * Whether a run has results that the store does not have yet, so that it would grant them again.
   */
  private hasPending(messageId: string): boolean {
    for (const run of this.running.keys()) {
      if (run.messageId === messageId && run.hasPending) return true;
    }
    return false;
  }
}

function grantedOf(
  tasks: readonly EventTasks[],
  keys: readonly string[],
  { granted }: TaskClaim,
): readonly EventTasks[] {
  if (granted.length === keys.length) return tasks;
  const wanted = new Set(granted);
  return filterTasks(tasks, (key) => wanted.has(key));
}

function describeClaim({ keys, isIncomplete }: Delivery, claim: TaskClaim): string {
  const claimed = countTasks(claim.granted);
  const busy = countTasks(claim.busy);
  const done = countTasks(keys) - claimed - busy;
  const counts = `${claimed} claimed, ${done} skipped as done, ${busy} in progress elsewhere`;
  return `message ${claim.messageId}: tasks ${counts}${isIncomplete ? ', others postponed' : ''}`;
}

function countTasks(keys: readonly string[]): number {
  return keys.filter((key) => key !== PUBLISH).length;
}

function inProgress(): DeliveryError {
  return new DeliveryError('IN_PROGRESS', 'another delivery of this message is in progress');
}

function backingOff(messageId: string): DeliveryError {
  const reason = `handlers that keep failing on message ${messageId} wait before their next run`;
  return new DeliveryError('HANDLER_BACKOFF', reason);
}
