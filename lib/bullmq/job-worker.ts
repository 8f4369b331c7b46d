import {
  DelayedError,
  UnrecoverableError,
  type Job as BullJob,
  type Worker,
  type WorkerOptions,
} from 'bullmq';
import { resolvesWithin } from '../common/with-timeout.js';
import { logDebug } from '../delivery/log-debug.js';
import type { StoredError } from '../delivery/dead-letter-store.js';
import { UnreadableJobError } from '../durable/errors.js';
import type { Job } from '../durable/job.js';
import type { JobRunner } from '../durable/job-queue.js';
import type { ResolvedBullmqOptions } from './bullmq-delivery.options.js';
import { ChainOrder } from './chain-order.js';
import { LockRenewal } from './lock-renewal.js';
import type { OutageLog } from './outage-log.js';
import { RetryAtError, retryDelay } from './retry-at.error.js';
import { logUnreadableJobs, StoredJobWorker } from './stored-job-worker.js';
import { readJob, type StoredJob } from './stored-job.js';
import { WorkerBackend } from './worker-backend.js';
import { WaitingRuns } from './waiting-runs.js';
import { WorkerConnection } from './worker-connection.js';

/** Time limit for recording the outcomes of the last jobs, in ms. */
const RECORD_TIMEOUT = 2_000;

/** Time limit for closing a worker while Redis cannot be reached, in ms. */
const FORCE_TIMEOUT = 500;

/** Passes jobs from Redis to the runner, and records the outcomes in Redis. */
export class JobWorker {
  private readonly connection: WorkerConnection;
  private readonly worker: Worker<StoredJob>;
  private readonly order: ChainOrder;
  private readonly locks: LockRenewal;
  private readonly waits: WaitingRuns;
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
      if (isExpected(error)) logDebug(() => `the lock of a job was lost: ${error.message}`);
      else if (!connection.isLost) outages.report(error);
    });
    this.locks = new LockRenewal(this.worker.getBackend(), lockDuration, () =>
      outages.giveUp('extendLocks'),
    );
    this.waits = new WaitingRuns(connection.client, (name) => this.worker.toKey(name));
    logUnreadableJobs(this.worker);
    this.order = new ChainOrder(this.worker, lockDuration);
  }

  /** Waits for running jobs, at most `timeout` ms; other processes run the rest again. */
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

  /** Whether all jobs have ended in time and their outcomes are recorded. */
  private async endsBy(end: number, closed: Promise<void>): Promise<boolean> {
    for (;;) {
      // A job that Redis was just handing over may start after the others.
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

  /** Number of earlier runs that ended in a crash and count as attempts. */
  private async crashesOf(stored: BullJob, handler: string, token: string): Promise<number> {
    const { id, stalledCounter } = stored;
    if (!this.runner.mayWait(handler)) return stalledCounter;
    // Too many are counted at worst.
    return this.waits.wait(id as string, token).catch(() => stalledCounter);
  }

  private async run(stored: BullJob<StoredJob>, token: string): Promise<void> {
    const job = tryToRead(stored);
    const isReadable = !(job instanceof UnreadableJobError);
    await this.order.awaitTurn(stored, isReadable, token);
    if (!isReadable) throw job;
    const id = stored.id as string;
    const crashes = await this.crashesOf(stored, job.handler, token);
    const attempt = stored.attemptsMade + crashes + 1;
    const outcome = await this.runner.run(job, attempt, () => this.waits.begin(id, token));
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

function tryToRead({ id, data }: BullJob<StoredJob>): Job | UnreadableJobError {
  try {
    return readJob(id, data);
  } catch (error) {
    if (error instanceof UnreadableJobError) return error;
    throw error;
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
    // A run that ended in a crash counts as an attempt; the runner decides when to give up.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
    runRetryDelay: 1_000,
    // A job's id only keeps out a late duplicate while the job exists.
    removeOnComplete: { age: Math.ceil(retention / 1_000) },
    removeOnFail: { age: Math.ceil(deadLetterRetention / 1_000) },
    settings: { backoffStrategy: (_attempts, _type, error) => retryDelay(error) },
  };
}

function unrecoverable({ message, stack }: StoredError): UnrecoverableError {
  return Object.assign(new UnrecoverableError(message), { stack });
}

/**
 * A run that ended after its lock expired: the job belongs to another run or is finished, and
 * BullMQ rightly refuses to change it. Or Redis became a replica and dismissed a worker that waited for a
 * job: its next command is refused with a better reason.
 */
const EXPECTED =
  /^(Missing (lock|key) for job|Lock mismatch for job|could not renew lock|Job \S+ is not in the active state|UNBLOCKED )/;

function isExpected({ message }: Error): boolean {
  return EXPECTED.test(message);
}
