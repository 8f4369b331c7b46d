import type { Awaitable } from '../common/awaitable.js';
import type { DeadLetterStore } from '../delivery/dead-letter-store.js';
import type { Job, JobBatch } from './job.js';
import type { JobOutcome } from './job-outcome.js';

/** Does a job. Never rejects. */
export interface JobRunner {
  /** @param attempt which one this is, counting from 1; those that a crash ended count too. */
  run(job: Job, attempt: number): Awaitable<JobOutcome>;
}

/** What a queue is given to work with. */
export interface JobQueueContext {
  readonly runner: JobRunner;
  /** Milliseconds for which a message may be delivered again. */
  readonly retention: number;
}

/** An engine that keeps jobs until they are done, whatever happens to this process. */
export interface JobQueue {
  /** Milliseconds after which a message that is not stored yet is answered 503. */
  readonly addTimeout: number;

  readonly deadLetters: DeadLetterStore;

  /** Begins to take jobs to the runner. Rejects when the storage cannot be used at all. */
  open(context: JobQueueContext): Promise<void>;

  /**
   * Stores the work of a message. Resolves when it would survive a crash of this process; a message
   * that was stored before adds nothing.
   *
   * @returns whether the message was new.
   */
  add(batch: JobBatch): Promise<boolean>;

  /**
   * Takes no more jobs, and waits for those at work.
   *
   * @param timeout milliseconds that they have; those that take longer are run again later.
   */
  close(timeout: number): Promise<void>;
}
