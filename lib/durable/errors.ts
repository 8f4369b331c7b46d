import { describeError } from '../common/describe-error.js';
import { DeliveryError } from '../delivery/errors.js';
import { listNames } from '../handlers/list-names.js';

/**
 * The application has no handler with the name in a stored job: the handler was renamed or removed,
 * or this process is older than the one that stored the job. The job is retried, and becomes a dead
 * letter after its last attempt.
 *
 * @publicApi
 */
export class HandlerMissingError extends Error {
  override readonly name = 'HandlerMissingError';

  /** @param known names of the handlers that the application has. */
  constructor(handler: string, known: readonly string[]) {
    super(`the application has no handler ${handler}; it has ${listNames(known)}`);
  }
}

/**
 * The process ended during the last attempt of the job.
 *
 * @publicApi
 */
export class CrashedJobError extends Error {
  override readonly name = 'CrashedJobError';

  constructor(handler: string, attempts: number) {
    super(`the process ended during the last of ${attempts} attempts of ${handler}`);
  }
}

/**
 * The stored record of a job is damaged, so its handler cannot run. The job becomes a dead letter
 * that shows the rest of the record.
 *
 * @publicApi
 */
export class UnreadableJobError extends Error {
  override readonly name = 'UnreadableJobError';
  readonly code = 'UNREADABLE_JOB';

  /** @param reason which part of the job is damaged, and how. */
  constructor(readonly reason: string) {
    super(`the stored job cannot be read: ${reason}`);
  }
}

/**
 * A dead letter cannot be replayed with another handler: that handler already has a task for the same
 * event.
 *
 * @publicApi
 */
export class ReplayConflictError extends Error {
  override readonly name = 'ReplayConflictError';

  constructor(handler: string) {
    super(`${handler} already has a task for this event`);
  }
}

export function queueUnavailable(cause: unknown): DeliveryError {
  const message = `the queue failed: ${describeError(cause).message}`;
  return new DeliveryError('QUEUE_UNAVAILABLE', message, { cause });
}
