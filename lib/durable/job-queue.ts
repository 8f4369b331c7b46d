import type { Awaitable } from '../common/awaitable.js';
import type { DeadLetterStore } from '../delivery/dead-letter-store.js';
import type { QueueStatistics } from '../delivery/queue-statistics.js';
import type { Job, JobBatch } from './job.js';
import type { JobOutcome } from './job-outcome.js';

/** Runs jobs. Never rejects. */
export interface JobRunner {
  /**
   * @param attempt number of this attempt, from 1; attempts that ended in a crash count.
   * @param begin called before the handler starts, if the job `mayWait`. If it rejects, the handler
   * does not start.
   */
  run(job: Job, attempt: number, begin: () => Promise<void>): Awaitable<JobOutcome>;

  /**
   * Whether a job of this handler may wait for other jobs of the handler before it starts. Its
   * attempt counts from `begin` on: a job that waits cannot be the cause of a crash.
   */
  mayWait(handler: string): boolean;

  /** Maximum number of attempts for each job of a handler. */
  attemptsOf(handler: string): number;
}

/** Passed to a queue when it opens. */
export interface JobQueueContext {
  readonly runner: JobRunner;
  /** Time during which a message may be delivered again, in ms. */
  readonly retention: number;
}

/** An engine that keeps jobs until they are done, even if this process crashes. */
export interface JobQueue {
  /** Time limit for storing a message, in ms; after it the message is answered 503. */
  readonly addTimeout: number;

  readonly deadLetters: DeadLetterStore;

  /** Starts to pass jobs to the runner. Rejects if the storage cannot be used at all. */
  open(context: JobQueueContext): Promise<void>;

  /**
   * Stores the jobs of a message. Resolves when they would survive a crash of this process. A
   * message that is already stored adds nothing.
   *
   * @returns whether the message was new.
   */
  add(batch: JobBatch): Promise<boolean>;

  /**
   * Counts the jobs, at a cost that does not grow with their number. Rejects if jobs cannot be
   * stored now.
   */
  statistics(): Promise<QueueStatistics>;

  /**
   * Takes no more jobs and waits for running ones.
   *
   * @param timeout time limit for running jobs, in ms; those that take longer run again later.
   */
  close(timeout: number): Promise<void>;
}
