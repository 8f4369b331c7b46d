import type { QueueStatistics } from '../delivery/queue-statistics.js';
import type { JobBatch } from '../durable/job.js';
import type { JobQueue, JobQueueContext } from '../durable/job-queue.js';
import { queueUnavailable } from '../durable/errors.js';
import { fileError } from './errors.js';
import { FileWatch } from './file-watch.js';
import { GroupCommit } from './group-commit.js';
import { Housekeeping } from './housekeeping.js';
import { JobCounts } from './job-counts.js';
import { JobTable } from './job-table.js';
import { JobWorker } from './job-worker.js';
import { closeDatabase, openDatabase } from './open-database.js';
import { prepareJobs } from './prepare-jobs.js';
import type { OpenSqliteDatabase, SqliteDatabase } from './sqlite-database.js';
import { SqliteDeadLetters } from './sqlite-dead-letters.js';
import { WallClock } from './wall-clock.js';
import { WriteProbe } from './write-probe.js';

/** Options of a `SqliteQueue`. */
export interface SqliteQueueOptions {
  readonly path: string;
  readonly open: OpenSqliteDatabase;
  readonly concurrency: number;
  readonly deadLetterRetention: number;
}

/** The objects that exist while the file is open. */
interface Opened {
  readonly database: SqliteDatabase;
  readonly counts: JobCounts;
  readonly table: JobTable;
  readonly writes: GroupCommit;
  readonly worker: JobWorker;
  readonly housekeeping: Housekeeping;
  readonly files: FileWatch;
  readonly probe: WriteProbe;
  readonly retention: number;
}

/** Stores jobs in a file that only this process uses. */
export class SqliteQueue implements JobQueue {
  readonly addTimeout = 5_000;
  private opened: Opened | undefined;

  readonly deadLetters = new SqliteDeadLetters({
    read: (work) => this.reach(async ({ database }) => work(database)),
    write: (work) =>
      this.reach(({ database, counts, writes }) => writes.run(() => work(database, counts))),
    wake: () => this.opened?.worker.wake(),
  });

  constructor(private readonly options: SqliteQueueOptions) {}

  async open(context: JobQueueContext): Promise<void> {
    const database = await openDatabase(this.options.path, this.options.open);
    try {
      this.opened = this.startParts(database, context);
    } catch (error) {
      closeDatabase(database);
      throw fileError(this.options.path, error);
    }
  }

  async add(batch: JobBatch): Promise<boolean> {
    const { table, writes, worker, files, retention } = this.requireOpen();
    files.refuseWhileLost();
    worker.wake();
    const isNew = await writes.run(() => table.add(batch, retention));
    files.confirm(writes.commits);
    return isNew;
  }

  async statistics(): Promise<QueueStatistics> {
    const { table, counts, files, probe } = this.requireOpen();
    files.refuseWhileLost();
    table.refuseWhileDamaged();
    await probe.check();
    return counts.statistics();
  }

  async close(timeout: number): Promise<void> {
    const { opened } = this;
    if (opened === undefined) return;
    opened.housekeeping.stop();
    await opened.worker.stop(timeout);
    this.opened = undefined;
    opened.writes.flush();
    opened.files.stop();
    closeDatabase(opened.database, opened.files.isMainInPlace());
  }

  private startParts(database: SqliteDatabase, { runner, retention }: JobQueueContext): Opened {
    const { concurrency, deadLetterRetention } = this.options;
    prepareJobs(database);
    const clock = new WallClock();
    const counts = new JobCounts(database, clock);
    const table = new JobTable(database, counts, clock, (handler) => runner.mayWait(handler));
    const writes = new GroupCommit(database, counts);
    const retentions = { message: retention, deadLetter: deadLetterRetention };
    const housekeeping = new Housekeeping(database, writes, counts, clock, retentions);
    const files = new FileWatch(database);
    const probe = new WriteProbe(database, writes);
    const worker = new JobWorker(table, runner, writes, concurrency);
    return { database, counts, table, writes, worker, housekeeping, files, probe, retention };
  }

  private async reach<T>(work: (opened: Opened) => Promise<T>): Promise<T> {
    try {
      return await work(this.requireOpen());
    } catch (cause) {
      throw queueUnavailable(cause);
    }
  }

  private requireOpen(): Opened {
    if (this.opened !== undefined) return this.opened;
    throw new Error(`${this.options.path} is not open`);
  }
}
