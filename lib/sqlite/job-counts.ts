import type { QueueStatistics } from '../delivery/queue-statistics.js';
import { LAST_TIME } from './line-place.js';
import type { SqliteDatabase, SqliteStatement } from './sqlite-database.js';
import type { WallClock } from './wall-clock.js';

/** Where a job is. `delayed`: it waits for a time, or for another job. */
export type JobPlace = 'waiting' | 'running' | 'delayed' | 'dead';

type Counts = Record<JobPlace, number>;

/**
 * Counts jobs as they are moved: SQLite would have to read every row to count them. Only this
 * process changes the file.
 */
export class JobCounts {
  private readonly current: Counts;
  private committed: Readonly<Counts>;
  private readonly earliest: SqliteStatement;

  /** @param database a file without running jobs. */
  constructor(
    database: SqliteDatabase,
    private readonly clock: WallClock,
  ) {
    const count = (condition: string): number => {
      const sql = `SELECT count(*) AS jobs FROM job WHERE ${condition}`;
      return (database.prepare(sql).get() as { jobs: number }).jobs;
    };
    const waiting = count(`state = 'ready' AND due_at < 0`);
    const dead = count(`state = 'dead'`);
    this.current = { waiting, running: 0, delayed: count('true') - waiting - dead, dead };
    this.committed = { ...this.current };
    this.earliest = database.prepare(
      `SELECT (SELECT min(due_at) FROM job WHERE state = 'ready' AND due_at < 0) AS place,
         (SELECT min(due_at) FROM job WHERE state = 'ready' AND due_at >= 0) AS due`,
    );
  }

  /** @param from `undefined` for jobs that were added; `to` is `undefined` for deleted ones. */
  move(jobs: number, from: JobPlace | undefined, to: JobPlace | undefined): void {
    if (from !== undefined) this.current[from] -= jobs;
    if (to !== undefined) this.current[to] += jobs;
  }

  /** Call when a transaction is on the disk. */
  commit(): void {
    this.committed = { ...this.current };
  }

  /** Call when a transaction has failed. */
  rollBack(): void {
    Object.assign(this.current, this.committed);
  }

  statistics(): QueueStatistics {
    return { ...this.committed, oldestWaiting: this.oldestWaiting() };
  }

  private oldestWaiting(): Date | undefined {
    const { place, due } = this.earliest.get() as { place: number | null; due: number | null };
    const now = this.clock.now();
    // After a step back of the clock, a job may have been in line since a time that is to come.
    const inLine = place === null ? Infinity : Math.min(place + LAST_TIME, now);
    const oldest = Math.min(inLine, due ?? Infinity);
    return oldest <= now ? new Date(oldest) : undefined;
  }
}
