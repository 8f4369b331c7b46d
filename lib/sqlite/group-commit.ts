import type { SqliteDatabase, SqliteStatement } from './sqlite-database.js';

/** A part of a transaction. */
export interface Write<T> {
  work(): T;
  /** Called when the result is on the disk. */
  resolve(result: T): void;
  /** Called when nothing of it is. */
  reject(error: unknown): void;
}

/**
 * Writes in as few transactions as possible: everything that has come up since the last one goes
 * into the next. Waiting for the disk is what a commit costs, however much is in it.
 */
export class GroupCommit {
  private waiting: Write<unknown>[] = [];
  private isScheduled = false;
  private committed = 0;
  private readonly begin: SqliteStatement;
  private readonly end: SqliteStatement;

  /** @param last what has to see the other writes of its transaction. */
  constructor(
    private readonly database: SqliteDatabase,
    private readonly last: () => Write<unknown> | undefined,
  ) {
    this.begin = database.prepare('BEGIN IMMEDIATE');
    this.end = database.prepare('COMMIT');
  }

  /** How many transactions have been committed. */
  get commits(): number {
    return this.committed;
  }

  /**
   * @param work runs within a transaction.
   * @returns its result, when that is on the disk; rejects when nothing of it is.
   */
  run<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ work, resolve, reject });
      this.schedule();
    });
  }

  /** Has a transaction made soon, after the requests that have arrived by now: they share it. */
  schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.flush();
    });
  }

  /** Writes what is waiting, at once. */
  flush(): void {
    const writes = this.waiting;
    this.waiting = [];
    const last = this.last();
    if (last !== undefined) writes.push(last);
    if (writes.length === 0) return;
    const failure = this.commit(writes);
    if (failure === undefined) return;
    if (writes.length === 1) writes[0]?.reject(failure.error);
    // One of them may be at fault: by itself it keeps none of the others from the disk.
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
    } catch (error) {
      this.rollBack();
      return { error };
    }
    writes.forEach((write, index) => write.resolve(results[index]));
    return undefined;
  }

  private rollBack(): void {
    try {
      this.database.exec('ROLLBACK');
    } catch {
      // There was nothing to roll back, or SQLite has done so by itself, as when the disk is full.
    }
  }
}
