import type { DeadLetterStore } from '../delivery/dead-letter-store.js';
import type { QueueStatistics } from '../delivery/queue-statistics.js';
import type { JobBatch } from '../durable/job.js';
import type { JobQueue, JobQueueContext, JobRunner } from '../durable/job-queue.js';
import { BullmqDeadLetters } from './bullmq-dead-letters.js';
import type { ResolvedBullmqOptions } from './bullmq-delivery.options.js';
import { countJobs } from './job-counts.js';
import type { JobWorker } from './job-worker.js';
import { loadBullmq } from './load-bullmq.js';
import { OutageLog } from './outage-log.js';
import type { QueueStorage } from './queue-storage.js';
import { newJobsOf } from './stored-job.js';

/** Longest time that the start of the application waits for Redis, in ms. */
const START_TIMEOUT = 2_000;

/**
 * Stores jobs in Redis.
 *
 * - The jobs of a message are added in one transaction, together with a marker of the message.
 * - A message that has a marker adds nothing. If two of its deliveries overlap, the second one's
 *   job ids already exist, and BullMQ leaves the jobs as they are.
 */
export class BullmqQueue implements JobQueue {
  /** So that the answer comes within a second. */
  readonly addTimeout = 800;
  readonly deadLetters: DeadLetterStore;
  private readonly outages = new OutageLog();
  private storage: QueueStorage | undefined;
  private worker: JobWorker | undefined;
  private runner: JobRunner | undefined;
  private retention = 0;

  constructor(private readonly options: ResolvedBullmqOptions) {
    this.deadLetters = new BullmqDeadLetters(
      () => this.opened(),
      (handler) => this.runner?.attemptsOf(handler) ?? options.attempts,
      options.deadLetterRetention,
    );
  }

  /**
   * Starts even if Redis cannot be reached: it may come back at any time.
   *
   * @throws MissingPackageError if `bullmq` or `ioredis` is not installed.
   */
  async open({ runner, retention }: JobQueueContext): Promise<void> {
    const { JobWorker, QueueStorage } = await loadBullmq();
    const { outages } = this;
    this.retention = retention;
    this.runner = runner;
    this.storage = new QueueStorage(this.options, outages);
    await this.storage.isReadyWithin(START_TIMEOUT);
    if (this.options.worker) this.worker = new JobWorker(this.options, retention, runner, outages);
  }

  add(batch: JobBatch): Promise<boolean> {
    return this.outages.attempt('add', () => this.store(batch));
  }

  async statistics(): Promise<QueueStatistics> {
    return countJobs(this.opened(), this.options.deadLetterRetention);
  }

  async close(timeout: number): Promise<void> {
    const { storage, worker } = this;
    this.worker = undefined;
    await worker?.close(timeout);
    this.storage = undefined;
    await storage?.close();
    this.outages.close();
  }

  private async store(batch: JobBatch): Promise<boolean> {
    const storage = this.opened();
    const { messageId } = batch.notification;
    if (await storage.hasMessage(messageId)) return false;
    const jobs = newJobsOf(batch, this.options.lockDuration);
    return storage.addMessage(messageId, jobs, this.retention);
  }

  private opened(): QueueStorage {
    if (this.storage !== undefined) return this.storage;
    throw new Error('the queue is not open');
  }
}
