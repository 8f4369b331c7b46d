import { setTimeout as sleep } from 'node:timers/promises';

export interface Pace {
  readonly count: number;
  /** Starts a second; without it each start follows the end of another. */
  readonly rate?: number;
  /** Limit of the tasks that run at once. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
}

/** Runs a task again and again, which must not reject. Ends early when the signal is aborted. */
export async function runPaced(
  { count, rate, concurrency, signal }: Pace,
  task: (index: number) => Promise<void>,
): Promise<void> {
  const startedAt = performance.now();
  const running = new Set<Promise<void>>();
  for (let index = 0; index < count && !signal.aborted; index++) {
    if (rate !== undefined) await sleepUntil(startedAt + (index * 1_000) / rate, signal);
    while (running.size >= concurrency) await Promise.race(running);
    if (signal.aborted) break;
    const run: Promise<void> = task(index).finally(() => running.delete(run));
    running.add(run);
  }
  await Promise.all(running);
}

async function sleepUntil(time: number, signal: AbortSignal): Promise<void> {
  const delay = time - performance.now();
  if (delay > 0) await sleep(delay, undefined, { signal }).catch(() => {});
}
