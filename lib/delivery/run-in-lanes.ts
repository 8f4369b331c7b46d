/**
 * Runs groups of steps: the steps of a group one after the other, at most `width` groups at once.
 * A step must not throw.
 */
export async function runInLanes<T>(
  groups: Iterable<readonly T[]>,
  width: number,
  step: (item: T) => Promise<void> | undefined,
): Promise<void> {
  const queue = groups[Symbol.iterator]();
  const lane = async (): Promise<void> => {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      for (const item of next.value) await step(item);
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
}
