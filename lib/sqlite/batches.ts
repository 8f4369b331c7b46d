import { setImmediate as immediate } from 'node:timers/promises';

/** Target duration of a batch, in ms: everything else in the process waits for it. */
const TARGET = 8;

const FIRST_SIZE = 50;
const MAX_SIZE = 1_000;

/**
 * Processes the items in batches of about equal duration, and lets the event loop run after each.
 *
 * @param work must call `measured` with the part that blocks the event loop.
 */
export async function inBatches<T>(
  items: readonly T[],
  work: (batch: readonly T[], measured: <R>(part: () => R) => R) => Promise<void>,
): Promise<void> {
  let size = FIRST_SIZE;
  for (let start = 0; start < items.length;) {
    const batch = items.slice(start, start + size);
    let elapsed = 0;
    await work(batch, (part) => {
      const startedAt = performance.now();
      const result = part();
      elapsed = performance.now() - startedAt;
      return result;
    });
    start += batch.length;
    // Limited, so that one unusually slow or fast batch has little effect.
    const change = Math.min(Math.max(TARGET / elapsed, 1 / 2), 2);
    size = Math.min(Math.max(Math.round(size * change), 1), MAX_SIZE);
    await immediate();
  }
}
