import type { JobCounts } from './job-counts.js';
import type { SqliteDatabase, SqliteStatement } from './sqlite-database.js';

/** A part of a transaction. */
export interface Write<T> {
  work(): T;
  /** Called when the result is on the disk. */
  resolve(result: T): void;
  /** Called if the write failed and nothing of it is on the disk. */
  reject(error: unknown): void;
}

/**
 * Writes in as few transactions as possible: all writes since the last transaction go into the
 * next. The cost of a commit is the wait for the disk, whatever its size.
 */
export class GroupCommit {
  private waiting: Write<unknown>[] = [];
  private last: (() => Write<unknown> | undefined) | undefined;
  private isScheduled = false;
  private committed = 0;
  private failures = 0;
  private readonly begin: SqliteStatement;
  private readonly end: SqliteStatement;

  constructor(
    private readonly database: SqliteDatabase,
    private readonly counts: JobCounts,
  ) {
    this.begin = database.prepare('BEGIN IMMEDIATE');
    this.end = database.prepare('COMMIT');
  }

  /** Number of committed transactions. */
  get commits(): number {
    return this.committed;
  }

  /** Number of failed transactions. */
  get failedCommits(): number {
    return this.failures;
  }

  /**
   * @param work runs within a transaction.
   * @returns its result, once that is on the disk; rejects if nothing of it is.
   */
  run<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ work, resolve, reject });
      this.schedule();
    });
  }

  /**
   * Adds a write that runs after the others of the next transaction. It replaces an earlier one.
   *
   * @param create called when the transaction begins.
   */
  runLast(create: () => Write<unknown> | undefined): void {
    this.last = create;
    this.schedule();
  }

  /** Schedules a transaction that the requests arrived by now share. */
  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.flush();
    });
  }

  /** Commits all waiting writes now. */
  flush(): void {
    const writes = this.waiting;
    this.waiting = [];
    const last = this.last?.();
    this.last = undefined;
    if (last !== undefined) writes.push(last);
    if (writes.length === 0) return;
    const failure = this.commit(writes);
    if (failure === undefined) return;
    if (writes.length === 1) writes[0]?.reject(failure.error);
    // One write may have failed: committed alone, it does not affect the others.
    else for (const write of writes) this.commitAlone(write);
  }

  private commitAlone(write: Write<unknown>): void {
    const failure = this.commit([write]);
    if (failure !== undefined) write.reject(failure.error);
  }

  private commit(writes: readonly Write<unknown>[]): { readonly error: unknown } | undefined {
    const results: unknown[] = [];
    try {
      this.begin.run();
      for (const write of writes) results.push(write.work());
      this.end.run();
      this.committed++;
      this.counts.commit();
    } catch (error) {
      this.failures++;
      this.rollBack();
      return { error };
    }
    writes.forEach((write, index) => write.resolve(results[index]));
    return undefined;
  }

  private rollBack(): void {
    this.counts.rollBack();
    try {
      this.database.exec('ROLLBACK');
    } catch {
      // Nothing to roll back, or SQLite has already done so, for example on a full disk.
    }
  }
}
