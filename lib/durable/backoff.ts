/**
 * How long to wait between two attempts: twice as long each time.
 *
 * @publicApi
 */
export interface BackoffOptions {
  /**
   * Milliseconds before the second attempt.
   *
   * @default 10_000
   */
  readonly delay?: number;

  /**
   * Milliseconds that a wait may have.
   *
   * @default 3_600_000 (1 hour)
   */
  readonly maxDelay?: number;

  /**
   * The part of each wait, from 0 to 1, that is left to chance, so that what failed together does
   * not come back together.
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
