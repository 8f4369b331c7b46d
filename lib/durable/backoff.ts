/**
 * Waits between attempts. Each wait is twice as long as the one before.
 *
 * @publicApi
 */
export interface BackoffOptions {
  /**
   * Wait before the second attempt, in ms.
   *
   * @default 10_000
   */
  readonly delay?: number;

  /**
   * Longest wait between two attempts, in ms.
   *
   * @default 3_600_000 (1 hour)
   */
  readonly maxDelay?: number;

  /**
   * Random part of each wait, from 0 to 1, so that jobs that failed together are not retried
   * together.
   *
   * @default 0.25
   */
  readonly jitter?: number;
}

/** @param attempt the attempt that has failed, counting from 1. */
export function backoffDelay(
  { delay, maxDelay, jitter }: Required<BackoffOptions>,
  attempt: number,
  random: () => number = Math.random,
): number {
  const full = Math.min(delay * 2 ** (attempt - 1), maxDelay);
  return Math.round(full * (1 - jitter * random()));
}
