import { resolvesWithin, withTimeout } from '../common/with-timeout.js';
import type { DeadLetterStore } from '../delivery/dead-letter-store.js';
import type { DeliveryContext, MisfitDelivery } from '../delivery/delivery.interface.js';
import { DeliveryError, shuttingDown } from '../delivery/errors.js';
import { logDebug } from '../delivery/log-debug.js';
import type { QueueStatistics } from '../delivery/queue-statistics.js';
import { publishEvents } from '../delivery/publish-events.js';
import type { MisfitNotification } from '../misfit/parse-updates.js';
import type { RetryPolicy } from './durable-delivery.options.js';
import { queueUnavailable } from './errors.js';
import { HandlerJobRunner } from './handler-job-runner.js';
import { jobBatchOf } from './job.js';
import type { JobQueue } from './job-queue.js';

/** Maximum number of notifications being stored at the same time. */
const MAX_ACCEPTING = 1_000;

/**
 * Stores the jobs before the notification is answered, and runs the handlers afterwards.
 *
 * - Resolves only when every (event, handler) pair of the notification is stored durably.
 * - A notification that is delivered again adds nothing.
 * - A failed handler is retried with backoff; after the last attempt the job is a dead letter.
 * - For each handler, events of one owner run in the order of the notification.
 */
export class DurableDelivery implements MisfitDelivery {
  readonly deadLetters: DeadLetterStore;
  readonly handlerOptions = ['attempts', 'backoff', 'timeout', 'concurrency'] as const;
  private readonly accepting = new Set<Promise<void>>();
  private context: DeliveryContext | undefined;
  private runner: HandlerJobRunner | undefined;

  constructor(
    private readonly queue: JobQueue,
    private readonly policy: RetryPolicy,
  ) {
    this.deadLetters = queue.deadLetters;
  }

  async start(context: DeliveryContext): Promise<void> {
    const runner = new HandlerJobRunner(context, this.policy);
    this.runner = runner;
    await this.queue.open({ runner, retention: context.retention });
    this.context = context;
  }

  async accept(notification: MisfitNotification, timeout: number): Promise<void> {
    const { context } = this;
    if (context === undefined) throw shuttingDown();
    if (this.accepting.size >= MAX_ACCEPTING) {
      throw new DeliveryError('OVERLOADED', `${MAX_ACCEPTING} notifications are being stored`);
    }
    const added = this.add(notification, context);
    const settled = added.catch(() => {}).finally(() => this.accepting.delete(settled));
    this.accepting.add(settled);
    const limit = Math.min(timeout, this.queue.addTimeout);
    try {
      await withTimeout(added, limit, () => new Error(`not stored within ${Math.round(limit)} ms`));
    } catch (cause) {
      throw queueUnavailable(cause);
    }
  }

  async statistics(): Promise<QueueStatistics> {
    try {
      return await this.queue.statistics();
    } catch (cause) {
      throw queueUnavailable(cause);
    }
  }

  async stop(): Promise<void> {
    const { context } = this;
    this.context = undefined;
    if (context === undefined) return;
    await resolvesWithin(Promise.all(this.accepting), this.queue.addTimeout);
    this.runner?.stop();
    await this.queue.close(context.handlerTimeout);
  }

  private async add(notification: MisfitNotification, context: DeliveryContext): Promise<void> {
    const batch = jobBatchOf(notification, (event) => context.handlersOf(event));
    if (await this.queue.add(batch)) publishEvents(notification, context);
    else logDebug(() => `message ${notification.info.messageId}: skipped, stored earlier`);
  }
}
