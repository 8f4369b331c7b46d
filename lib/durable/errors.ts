import { describeError } from '../common/describe-error.js';
import { DeliveryError } from '../delivery/errors.js';

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
    super(`the application has no handler ${handler}; it has ${listOf(known)}`);
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

/** Number of names in a message: an application may have many. */
const MAX_NAMES = 20;

function listOf(names: readonly string[]): string {
  if (names.length === 0) return 'no handlers';
  const shown = names.toSorted().slice(0, MAX_NAMES).join(', ');
  const rest = names.length - MAX_NAMES;
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}

export function queueUnavailable(cause: unknown): DeliveryError {
  const message = `the queue failed: ${describeError(cause).message}`;
  return new DeliveryError('QUEUE_UNAVAILABLE', message, { cause });
}
