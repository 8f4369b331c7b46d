type Step<T> = (item: T) => Promise<void> | undefined;

/**
 * Runs the steps of one key in order, and at most `width` keys concurrently. Creates no promise and
 * asks for no key until the first step that returns a promise.
 *
 * @returns `undefined` if no step returns a promise: all steps are then done.
 * @param step must neither throw nor reject.
 */
export function runInLanes<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  width: number,
  step: Step<T>,
): Promise<void> | undefined {
  for (let index = 0; index < items.length; index++) {
    const item = items[index] as T;
    const pending = step(item);
    if (pending === undefined) continue;
    const groups = groupBy(items.slice(index + 1), keyOf);
    const sameKey = groups.get(keyOf(item)) ?? [];
    groups.delete(keyOf(item));
    const queue = new GroupQueue(groups.values());
    return fillLanes(resumeLane(pending, sameKey, queue, step), queue, width, step);
  }
  return undefined;
}

function fillLanes<T>(
  first: Promise<void>,
  queue: GroupQueue<T>,
  width: number,
  step: Step<T>,
): Promise<void> {
  const lanes = [first];
  while (lanes.length < width) {
    const lane = runLane(queue, step);
    // The lane has emptied the queue synchronously: nothing is left to start.
    if (lane === undefined) break;
    lanes.push(lane);
  }
  return Promise.all(lanes).then(() => undefined);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** Runs synchronously until a step returns a promise. */
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
