export interface WaitOptions {
  /**
   * Whether the process may exit while only this timer is pending.
   *
   * @default false
   */
  readonly isUnref?: boolean;
}

/** Longest time that a timer can wait, in ms. */
export const MAX_TIMER = 2 ** 31 - 1;

/** Whether a promise that never rejects resolves within `ms` milliseconds. */
export function resolvesWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const resolved = promise.then(() => true);
  return raceWithTimer<boolean>(resolved, ms, (resolve) => resolve(false));
}

/** The promise's value, or a rejection with `timeoutError()` after `ms` milliseconds. */
export function withTimeout<T>(
  promise: Promise<T>,
  ms: number,
  timeoutError: () => Error,
  options?: WaitOptions,
): Promise<T> {
  return raceWithTimer(promise, ms, (_, reject) => reject(timeoutError()), options);
}

async function raceWithTimer<T>(
  promise: Promise<T>,
  ms: number,
  elapse: (resolve: (value: T) => void, reject: (error: Error) => void) => void,
  { isUnref = false }: WaitOptions = {},
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const elapsed = new Promise<T>((resolve, reject) => {
    timer = setTimeout(() => elapse(resolve, reject), Math.max(ms, 0));
    if (isUnref) timer.unref();
  });
  try {
    return await Promise.race([promise, elapsed]);
  } finally {
    clearTimeout(timer);
  }
}
