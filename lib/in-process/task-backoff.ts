import { LRUCache } from 'lru-cache';

/** Runs without a pause: as many as SNS's default policy makes, one try and three retries. */
const IMMEDIATE_RUNS = 4;

/** Pause after those runs, in ms; each further failure doubles it. */
const FIRST_PAUSE = 1_000;

/** Longest pause, in ms: shorter than the 20 s between two retries of SNS. */
const MAX_PAUSE = 15_000;

/** Time for which a message is remembered after its last failed run, in ms. */
const MEMORY = 60_000;

/** Maximum number of remembered failed tasks. Each takes about 150 bytes. */
const MAX_TASKS = 100_000;

interface FailedTask {
  readonly runs: number;
  /** On the clock of `performance.now()`. */
  readonly pausedUntil: number;
}

/**
 * Pauses tasks that keep failing. SNS waits between its tries, but an attacker who has captured a
 * message can post it a thousand times a second, and each copy would run the failing handler again.
 *
 * During such an attack SNS's own try can come in a pause too. The handler has then run for a copy
 * less than 15 s before.
 *
 * Forgotten tasks run at once, so a full memory loses no message. Attackers cannot fill it: only
 * messages with a valid signature whose handler fails are remembered. Each instance of the
 * application counts separately.
 */
export class TaskBackoff {
  private readonly messages = new LRUCache<string, Map<string, FailedTask>>({
    maxSize: MAX_TASKS,
    // The cache refuses a value that is larger than `maxSize`.
    sizeCalculation: ({ size }) => Math.min(size, MAX_TASKS),
    ttl: MEMORY,
    // By default the cache reads the time once a millisecond, with a timer.
    ttlResolution: 0,
  });

  /** The tasks of a message that must not run yet; `undefined` when all may. */
  pausedTasks(messageId: string): ReadonlySet<string> | undefined {
    const tasks = this.messages.get(messageId);
    if (tasks === undefined) return undefined;
    const now = performance.now();
    const paused = new Set<string>();
    for (const [task, { pausedUntil }] of tasks) if (pausedUntil > now) paused.add(task);
    return paused.size > 0 ? paused : undefined;
  }

  recordFailure(messageId: string, task: string): void {
    const tasks = this.messages.get(messageId) ?? new Map<string, FailedTask>();
    const runs = (tasks.get(task)?.runs ?? 0) + 1;
    tasks.set(task, { runs, pausedUntil: performance.now() + pauseAfter(runs) });
    // The cache takes the size of a value once, when it is added.
    this.messages.delete(messageId);
    this.messages.set(messageId, tasks);
  }
}

/** Milliseconds until a task that has failed that many times may run again. */
function pauseAfter(runs: number): number {
  if (runs < IMMEDIATE_RUNS) return 0;
  return Math.min(FIRST_PAUSE * 2 ** (runs - IMMEDIATE_RUNS), MAX_PAUSE);
}
