type Step<T> = (item: T) => Promise<void> | undefined;

/**
 * Runs groups of steps: the steps of a group one after the other, at most `width` groups at once.
 * Steps that finish at once cost no promise: where all do, so has everything when this returns.
 *
 * @param step must neither throw nor reject.
 */
export function runInLanes<T>(
  groups: Iterable<readonly T[]>,
  width: number,
  step: Step<T>,
): Promise<void> | undefined {
  const items = new GroupQueue(groups);
  const lanes: Promise<void>[] = [];
  for (let lane = 0; lane < width; lane++) {
    const pending = runLane(items, step);
    // The lane has come to the end of the queue without waiting: there is nothing left to start.
    if (pending === undefined) break;
    lanes.push(pending);
  }
  return lanes.length === 0 ? undefined : Promise.all(lanes).then(() => undefined);
}

/** Goes on without a promise until a step needs one. */
function runLane<T>(queue: GroupQueue<T>, step: Step<T>): Promise<void> | undefined {
  for (let group = queue.next(); group !== undefined; group = queue.next()) {
    for (let index = 0; index < group.length; index++) {
      const pending = step(group[index] as T);
      if (pending !== undefined) return resumeLane(pending, group.slice(index + 1), queue, step);
    }
  }
  return undefined;
}

async function resumeLane<T>(
  pending: Promise<void>,
  rest: readonly T[],
  queue: GroupQueue<T>,
  step: Step<T>,
): Promise<void> {
  await pending;
  for (let group: readonly T[] | undefined = rest; group !== undefined; group = queue.next()) {
    for (const item of group) await step(item);
  }
}

/** The groups that no lane has taken yet. */
class GroupQueue<T> {
  private readonly groups: Iterator<readonly T[]>;

  constructor(groups: Iterable<readonly T[]>) {
    this.groups = groups[Symbol.iterator]();
  }

  next(): readonly T[] | undefined {
    const { done, value } = this.groups.next();
    return done === true ? undefined : value;
  }
}
