import { DelayedError, UnrecoverableError, type Job as BullJob, type Worker } from 'bullmq';
import { resolvesWithin } from '../common/within.js';
import type { StoredError } from '../delivery/dead-letter-store.js';
import type { JobRunner } from '../durable/job-queue.js';
import type { ResolvedBullmqOptions } from './bullmq-delivery.options.js';
import { ChainOrder } from './chain-order.js';
import type { OutageLog } from './outage-log.js';
import { RetryAtError, retryDelay } from './retry-at.error.js';
import { logUnreadableJobs, StoredJobWorker } from './stored-job-worker.js';
import { readJob, type StoredJob } from './stored-job.js';
import { WorkerConnection } from './worker-connection.js';

/** Milliseconds that the outcomes of the last jobs have to reach Redis. */
const RECORD_TIMEOUT = 2_000;

/** Milliseconds that a worker has to end when Redis is away. */
const FORCE_TIMEOUT = 500;

/** Takes jobs from Redis to the runner, and what it decides back to Redis. */
export class JobWorker {
  private readonly connection: WorkerConnection;
  private readonly worker: Worker<StoredJob>;
  private readonly order: ChainOrder;
  private readonly running = new Set<Promise<void>>();

  constructor(
    options: ResolvedBullmqOptions,
    retention: number,
    private readonly runner: JobRunner,
    outages: OutageLog,
  ) {
    const { queueName, prefix, concurrency, lockDuration, deadLetterRetention } = options;
    this.connection = new WorkerConnection(options.connection, outages);
    this.worker = new StoredJobWorker(queueName, (job, token) => this.track(job, token), {
      connection: this.connection.client,
      prefix,
      concurrency,
      lockDuration,
      stalledInterval: lockDuration / 2,
      // A run that ended with its process is an attempt like others: the runner gives the job up.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
      runRetryDelay: 1_000,
      // A job's id keeps a late duplicate out only while the job is there.
      removeOnComplete: { age: Math.ceil(retention / 1_000) },
      removeOnFail: { age: Math.ceil(deadLetterRetention / 1_000) },
      settings: { backoffStrategy: (_attempts, _type, error) => retryDelay(error) },
    });
    this.worker.on('error', (error) => {
      if (!this.connection.isLost && !isLateOutcome(error)) outages.report(error);
    });
    logUnreadableJobs(this.worker);
    this.order = new ChainOrder(this.worker, lockDuration);
  }

  /** Waits for running jobs, `timeout` milliseconds at most; others take up again what is left. */
  async close(timeout: number): Promise<void> {
    const end = performance.now() + timeout;
    const closed = this.worker.close().catch(() => {});
    do {
      await resolvesWithin(Promise.allSettled(this.running), end - performance.now());
      if (this.running.size > 0) break;
      const patience = this.connection.isLost ? FORCE_TIMEOUT : RECORD_TIMEOUT;
      if (await resolvesWithin(closed, patience)) return this.connection.close();
      // A job may have been on its way here when the others ended.
    } while (this.running.size > 0);
    this.connection.abort();
    await resolvesWithin(closed, FORCE_TIMEOUT);
  }

  private async track(stored: BullJob<StoredJob>, token?: string): Promise<void> {
    const run = this.run(stored, token);
    this.running.add(run);
    try {
      await run;
    } finally {
      this.running.delete(run);
    }
  }

  private async run(stored: BullJob<StoredJob>, token = ''): Promise<void> {
    await this.order.awaitTurn(stored, token);
    const job = readJob(stored.id, stored.data);
    const attempt = stored.attemptsMade + stored.stalledCounter + 1;
    const outcome = await this.runner.run(job, attempt);
    switch (outcome.status) {
      case 'done':
        return;
      case 'postponed':
        await stored.moveToDelayed(outcome.at.getTime(), token);
        throw new DelayedError();
      case 'failed':
        throw new RetryAtError(outcome.retryAt, outcome.error);
      case 'dead':
        throw unrecoverable(outcome.error);
    }
  }
}

function unrecoverable({ message, stack }: StoredError): UnrecoverableError {
  return Object.assign(new UnrecoverableError(message), { stack });
}

/**
 * Whether a run has ended after its lock: the job belongs to another run by now, or is finished, and
 * BullMQ has refused to change it. That is as it should be.
 */
function isLateOutcome({ message }: Error): boolean {
  return /^(Missing (lock|key) for job|Lock mismatch for job|could not renew lock|Job \S+ is not in the active state)/.test(
    message,
  );
}
