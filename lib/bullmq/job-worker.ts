import {
  DelayedError,
  UnrecoverableError,
  type Job as BullJob,
  type Worker,
  type WorkerOptions,
} from 'bullmq';
import { resolvesWithin } from '../common/with-timeout.js';
import type { StoredError } from '../delivery/dead-letter-store.js';
import type { JobRunner } from '../durable/job-queue.js';
import type { ResolvedBullmqOptions } from './bullmq-delivery.options.js';
import { ChainOrder } from './chain-order.js';
import { LockRenewal } from './lock-renewal.js';
import type { OutageLog } from './outage-log.js';
import { RetryAtError, retryDelay } from './retry-at.error.js';
import { logUnreadableJobs, StoredJobWorker } from './stored-job-worker.js';
import { readJob, type StoredJob } from './stored-job.js';
import { WorkerBackend } from './worker-backend.js';
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
  private readonly locks: LockRenewal;
  private readonly running = new Set<Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(
    options: ResolvedBullmqOptions,
    retention: number,
    private readonly runner: JobRunner,
    outages: OutageLog,
  ) {
    const { prefix, lockDuration } = options;
    const connection = new WorkerConnection(options, outages);
    const stopping = this.stopping.signal;
    const backend = { connection, prefix, lockDuration, outages, stopping };
    this.connection = connection;
    this.worker = new StoredJobWorker(
      options.queueName,
      (job, token) => this.track(job, token),
      { ...workerOptions(options, retention), connection: connection.client },
      (name, queueOptions) => new WorkerBackend(name, queueOptions, backend),
    );
    this.worker.on('error', (error) => {
      if (!connection.isLost && !isExpected(error)) outages.report(error);
    });
    this.locks = new LockRenewal(this.worker.getBackend(), lockDuration, () =>
      outages.giveUp('extendLocks'),
    );
    logUnreadableJobs(this.worker);
    this.order = new ChainOrder(this.worker, lockDuration);
  }

  /** Waits for running jobs, `timeout` milliseconds at most; others take up again what is left. */
  async close(timeout: number): Promise<void> {
    const end = performance.now() + timeout;
    this.stopping.abort();
    const closed = this.worker.close().catch(() => {});
    if (await this.endsBy(end, closed)) await this.connection.close();
    else {
      this.connection.abort();
      await resolvesWithin(closed, FORCE_TIMEOUT);
    }
    this.locks.stop();
  }

  /** Whether all jobs have ended in time, and their outcomes have reached Redis. */
  private async endsBy(end: number, closed: Promise<void>): Promise<boolean> {
    for (;;) {
      // A job that Redis was about to hand over when this began may come after the others.
      while (this.running.size > 0) {
        const left = end - performance.now();
        if (left <= 0) return false;
        await resolvesWithin(Promise.allSettled(this.running), left);
      }
      const patience = this.connection.isLost ? FORCE_TIMEOUT : RECORD_TIMEOUT;
      if (await resolvesWithin(closed, patience)) return true;
      if (this.running.size === 0) return false;
    }
  }

  private async track(stored: BullJob<StoredJob>, token = ''): Promise<void> {
    const run = this.run(stored, token);
    this.running.add(run);
    this.locks.hold(token, stored.id as string);
    try {
      await run;
    } finally {
      this.locks.release(token);
      this.running.delete(run);
    }
  }

  private async run(stored: BullJob<StoredJob>, token: string): Promise<void> {
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

function workerOptions(
  { prefix, concurrency, lockDuration, deadLetterRetention }: ResolvedBullmqOptions,
  retention: number,
): Omit<WorkerOptions, 'connection'> {
  return {
    prefix,
    concurrency,
    lockDuration,
    skipLockRenewal: true,
    stalledInterval: lockDuration / 2,
    // A run that ended with its process is an attempt like others: the runner gives the job up.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
    runRetryDelay: 1_000,
    // A job's id keeps a late duplicate out only while the job is there.
    removeOnComplete: { age: Math.ceil(retention / 1_000) },
    removeOnFail: { age: Math.ceil(deadLetterRetention / 1_000) },
    settings: { backoffStrategy: (_attempts, _type, error) => retryDelay(error) },
  };
}

function unrecoverable({ message, stack }: StoredError): UnrecoverableError {
  return Object.assign(new UnrecoverableError(message), { stack });
}

/**
 * A run that ends after its lock: the job belongs to another run by now, or is finished, and BullMQ
 * refuses to change it. Or Redis becomes a replica and sends those away that wait for a job: what
 * they ask next is refused with a better reason.
 */
const EXPECTED =
  /^(Missing (lock|key) for job|Lock mismatch for job|could not renew lock|Job \S+ is not in the active state|UNBLOCKED )/;

function isExpected({ message }: Error): boolean {
  return EXPECTED.test(message);
}
