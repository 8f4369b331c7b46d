import type { StoredError } from '../delivery/dead-letter-store.js';
import { UnreadableJobError } from '../durable/errors.js';

/** Milliseconds to wait where BullMQ itself could not run a job. */
const FALLBACK_DELAY = 60_000;

/** Tells BullMQ that a run has failed, and when the next is due. */
export class RetryAtError extends Error {
  override readonly name = 'RetryAtError';

  constructor(
    readonly retryAt: Date,
    { message, stack }: StoredError,
  ) {
    super(message);
    this.stack = stack;
  }
}

/** What BullMQ takes for the end of all attempts. */
const NEVER = -1;

/** Milliseconds until the next attempt. */
export function retryDelay(error: unknown): number {
  if (error instanceof UnreadableJobError) return NEVER;
  if (!(error instanceof RetryAtError)) return FALLBACK_DELAY;
  return Math.max(error.retryAt.getTime() - Date.now(), 0);
}
