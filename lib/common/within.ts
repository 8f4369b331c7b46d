/** Whether a promise that never rejects resolves within `ms` milliseconds. */
export function resolvesWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const resolved = promise.then(() => true);
  return raceWithTimer<boolean>(resolved, ms, (resolve) => resolve(false));
}

/** The promise's value, or a rejection with `timeoutError()` after `ms` milliseconds. */
export function within<T>(promise: Promise<T>, ms: number, timeoutError: () => Error): Promise<T> {
  return raceWithTimer(promise, ms, (_, reject) => reject(timeoutError()));
}

/** As `within`, for a wait that must not keep a process alive that has nothing else to do. */
export function withinUnref<T>(
  promise: Promise<T>,
  ms: number,
  timeoutError: () => Error,
): Promise<T> {
  return raceWithTimer(promise, ms, (_, reject) => reject(timeoutError()), true);
}

async function raceWithTimer<T>(
  promise: Promise<T>,
  ms: number,
  elapse: (resolve: (value: T) => void, reject: (error: Error) => void) => void,
  isUnref = false,
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
