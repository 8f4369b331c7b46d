import { queueUnavailable } from '../durable/errors.js';
import type { QueueMaintenance } from '../durable/queue-maintenance.js';
import { fileError } from './errors.js';
import { GroupCommit } from './group-commit.js';
import { JobCounts } from './job-counts.js';
import { closeDatabase, openDatabase } from './open-database.js';
import { openLibsql } from './open-libsql.js';
import { prepareJobs } from './prepare-jobs.js';
import type { SqliteDatabase } from './sqlite-database.js';
import { SqliteDeadLetters } from './sqlite-dead-letters.js';
import { WallClock } from './wall-clock.js';

/**
 * Opens the file of an application that does not run.
 *
 * @throws SqliteFileError if the file is missing, in use, or not one of this package.
 * @throws SqliteDriverMissingError if `libsql` is not installed.
 */
export async function openForMaintenance(path: string): Promise<QueueMaintenance> {
  const database = await openDatabase(path, openLibsql, { isCreated: false });
  try {
    prepareJobs(database);
    return new SqliteMaintenance(database);
  } catch (error) {
    closeDatabase(database);
    throw fileError(path, error);
  }
}

class SqliteMaintenance implements QueueMaintenance {
  readonly deadLetters: SqliteDeadLetters;
  private readonly counts: JobCounts;
  private readonly writes: GroupCommit;

  constructor(private readonly database: SqliteDatabase) {
    const counts = new JobCounts(database, new WallClock());
    const writes = new GroupCommit(database, counts);
    this.counts = counts;
    this.writes = writes;
    this.deadLetters = new SqliteDeadLetters({
      read: (work) => reach(async () => work(database)),
      write: (work) => reach(() => writes.run(() => work(database, counts))),
      wake: () => {},
    });
  }

  async statistics() {
    return this.counts.statistics();
  }

  async close(): Promise<void> {
    this.writes.flush();
    closeDatabase(this.database);
  }
}

async function reach<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw queueUnavailable(cause);
  }
}
