import type { StoredError } from '../delivery/dead-letter-store.js';

/** The outcome of a job's run. */
export type JobOutcome =
  | { readonly status: 'done' }
  /** The handler asked to run again at this time or later; no attempt is counted. */
  | { readonly status: 'postponed'; readonly at: Date }
  | { readonly status: 'failed'; readonly retryAt: Date; readonly error: StoredError }
  /** All attempts are used up. */
  | { readonly status: 'dead'; readonly attempts: number; readonly error: StoredError };
