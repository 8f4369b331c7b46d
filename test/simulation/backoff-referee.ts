import type { Attempt, Process } from './attempt.js';
import type { Journal } from './journal.js';
import type { VirtualClock } from './virtual-clock.js';

/** Runs without a pause. */
const IMMEDIATE_RUNS = 4;
const MAX_PAUSE = 15_000;

/** Without a failure for so long, a task counts as one that has never failed. */
const MEMORY = 60_000;

interface TaskHistory {
  runs: number;
  failures: number;
  failedAt: number;
}

/** Judges how soon a task that keeps failing runs again, in each process by itself. */
export class BackoffReferee {
  private readonly histories = new WeakMap<Process, Map<string, TaskHistory>>();

  constructor(
    private readonly clock: VirtualClock,
    private readonly journal: Journal,
  ) {}

  started(attempt: Attempt, key: string): void {
    const history = this.historyOf(attempt, key);
    history.runs++;
    const { failures, failedAt } = history;
    if (failures < IMMEDIATE_RUNS || this.clock.now - failedAt > MEMORY) return;
    const pause = Math.min(1_000 * 2 ** (failures - IMMEDIATE_RUNS), MAX_PAUSE);
    if (this.clock.now >= failedAt + pause) return;
    const detail = `${attempt.name} ${key}, ${this.clock.now - failedAt} of ${pause} ms later`;
    this.journal.violate('what keeps failing runs after a pause', detail);
  }

  failed(attempt: Attempt, key: string): void {
    const history = this.historyOf(attempt, key);
    if (this.clock.now - history.failedAt > MEMORY) history.failures = 0;
    history.failures++;
    history.failedAt = this.clock.now;
  }

  /** The delivery was refused because of what keeps failing. */
  paused(attempt: Attempt): void {
    const runs = [...attempt.tasks.keys()].map((key) => this.historyOf(attempt, key).runs);
    if (runs.some((count) => count >= IMMEDIATE_RUNS)) return;
    this.journal.violate('only what keeps failing is paused', attempt.name);
  }

  private historyOf({ process, messageId }: Attempt, key: string): TaskHistory {
    const histories = this.histories.get(process) ?? new Map<string, TaskHistory>();
    this.histories.set(process, histories);
    const name = `${messageId} ${key}`;
    const history = histories.get(name) ?? { runs: 0, failures: 0, failedAt: 0 };
    histories.set(name, history);
    return history;
  }
}
