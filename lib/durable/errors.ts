import { describeError } from '../common/describe-error.js';
import { DeliveryError } from '../delivery/errors.js';

/**
 * The application has no handler of the name that a stored job is for: it was renamed or removed,
 * or this process is older than the one that stored the job. The job is tried again, and becomes a
 * dead letter in the end.
 *
 * @publicApi
 */
export class HandlerMissingError extends Error {
  override readonly name = 'HandlerMissingError';

  constructor(handler: string) {
    super(`the application has no handler ${handler}`);
  }
}

/**
 * The process ended during the last attempt that the job had.
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
 * What is stored of a job is damaged: its handler cannot be run. The job is a dead letter, which
 * shows what is left of it.
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

export function queueUnavailable(cause: unknown): DeliveryError {
  const message = `the queue failed: ${describeError(cause).message}`;
  return new DeliveryError('QUEUE_UNAVAILABLE', message, { cause });
}
