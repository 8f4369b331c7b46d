import type { BackoffOptions } from '../handlers/backoff-options.js';

/** @param attempt the attempt that has failed, counting from 1. */
export function backoffDelay(
  { delay, maxDelay, jitter }: Required<BackoffOptions>,
  attempt: number,
  random: () => number = Math.random,
): number {
  const full = Math.min(delay * 2 ** (attempt - 1), maxDelay);
  return Math.round(full * (1 - jitter * random()));
}
