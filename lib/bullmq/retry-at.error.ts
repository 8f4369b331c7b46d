import type { StoredError } from '../delivery/dead-letter-store.js';
import { UnreadableJobError } from '../durable/errors.js';

/** Wait after an error of BullMQ itself, in ms. */
const FALLBACK_DELAY = 60_000;

/** Tells BullMQ that a run has failed and when the next one is due. */
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

/** Delay that BullMQ reads as "no more attempts". */
const NEVER = -1;

/** Time until the next attempt, in ms. */
export function retryDelay(error: unknown): number {
  if (error instanceof UnreadableJobError) return NEVER;
  if (!(error instanceof RetryAtError)) return FALLBACK_DELAY;
  return Math.max(error.retryAt.getTime() - Date.now(), 0);
}
