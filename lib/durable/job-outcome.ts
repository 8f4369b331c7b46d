import type { StoredError } from '../delivery/dead-letter-store.js';

/** What is to become of a job that was run. */
export type JobOutcome =
  | { readonly status: 'done' }
  /** The handler has asked to be run again, and not before then: no attempt is used up. */
  | { readonly status: 'postponed'; readonly at: Date }
  | { readonly status: 'failed'; readonly retryAt: Date; readonly error: StoredError }
  /** It has used up its attempts, so many. */
  | { readonly status: 'dead'; readonly attempts: number; readonly error: StoredError };
