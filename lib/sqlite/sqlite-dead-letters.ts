import type {
  DeadLetterFilter,
  DeadLetterPage,
  DeadLetterStore,
  StoredDeadLetter,
  StoredError,
} from '../delivery/dead-letter-store.js';
import {
  cursorAfter,
  noCursor,
  parseCursor,
  type DeadLetterPosition,
} from '../durable/dead-letter-cursor.js';
import { jobIdOf, parseJobId } from '../durable/job-id.js';
import { JOB_COLUMNS, jobOf, type JobRow } from './job-row.js';
import { placeInLine } from './line-place.js';
import type { SqliteDatabase, SqliteStatement, SqliteValue } from './sqlite-database.js';

interface DeadLetterRow extends JobRow {
  readonly error: string;
  readonly failed_at: number;
}

/** What dead letters need of the queue that they are a part of. */
export interface DeadLetterQueue {
  /** Rejects with a DeliveryError when the database fails, or is not open. */
  read<T>(work: (database: SqliteDatabase) => T): Promise<T>;
  write<T>(work: (database: SqliteDatabase) => T): Promise<T>;
  /** Jobs were made ready. */
  wake(): void;
}

const SELECT = `SELECT ${JOB_COLUMNS}, error, failed_at FROM job WHERE state = 'dead'`;
const FILTER = `(? IS NULL OR handler = ?) AND (? IS NULL OR failed_at < ?)`;
const IDENTITY = 'message_id = ? AND position = ? AND handler = ?';
const REPLAY = `
  UPDATE job SET state = 'ready', due_at = ?, attempts = 0, failed_at = NULL, error = NULL
  WHERE state = 'dead'`;
const DELETE = `DELETE FROM job WHERE state = 'dead'`;

/** The jobs that have used up their attempts: they stay in their table. */
export class SqliteDeadLetters implements DeadLetterStore {
  constructor(private readonly queue: DeadLetterQueue) {}

  list(
    filter: DeadLetterFilter,
    limit: number,
    from?: string,
  ): Promise<DeadLetterPage<StoredDeadLetter>> {
    const [failedAt, id] = parsePosition(from);
    return this.queue.read((database) => {
      const rows = database
        .prepare(
          `${SELECT} AND ${FILTER} AND (failed_at, id) > (?, ?)
           ORDER BY failed_at, id LIMIT ?`,
        )
        .all(...valuesOf(filter), failedAt, id, limit + 1) as DeadLetterRow[];
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      const letters = rows.slice(0, limit).map(deadLetter);
      return { letters, ...(last !== undefined && { next: cursorAfter(positionOf(last)) }) };
    });
  }

  async get(id: string): Promise<StoredDeadLetter | undefined> {
    return this.queue.read((database) => {
      const identity = identityOf(id);
      if (identity === undefined) return undefined;
      const row = database.prepare(`${SELECT} AND ${IDENTITY}`).get(...identity);
      return row == null ? undefined : deadLetter(row as DeadLetterRow);
    });
  }

  count(filter: DeadLetterFilter): Promise<number> {
    return this.queue.read((database) => {
      const sql = `SELECT count(*) AS letters FROM job WHERE state = 'dead' AND ${FILTER}`;
      const row = database.prepare(sql).get(...valuesOf(filter));
      return (row as { letters: number }).letters;
    });
  }

  async replay(id: string): Promise<boolean> {
    const identity = identityOf(id);
    if (identity === undefined) return false;
    const replayed = await this.replayWhere(IDENTITY, identity);
    return replayed > 0;
  }

  replayAll(filter: DeadLetterFilter): Promise<number> {
    return this.replayWhere(FILTER, valuesOf(filter));
  }

  async remove(id: string): Promise<boolean> {
    return this.queue.write((database) => {
      const identity = identityOf(id);
      if (identity === undefined) return false;
      return changesOf(database.prepare(`${DELETE} AND ${IDENTITY}`), ...identity) > 0;
    });
  }

  purge(filter: DeadLetterFilter): Promise<number> {
    return this.queue.write((database) => {
      return changesOf(database.prepare(`${DELETE} AND ${FILTER}`), ...valuesOf(filter));
    });
  }

  private async replayWhere(condition: string, values: readonly SqliteValue[]): Promise<number> {
    const replayed = await this.queue.write((database) =>
      changesOf(database.prepare(`${REPLAY} AND ${condition}`), placeInLine(Date.now()), ...values),
    );
    this.queue.wake();
    return replayed;
  }
}

function changesOf(statement: SqliteStatement, ...values: SqliteValue[]): number {
  return Number(statement.run(...values).changes);
}

function valuesOf(filter: DeadLetterFilter): SqliteValue[] {
  const handler = filter.handler ?? null;
  const time = filter.before?.getTime() ?? null;
  return [handler, handler, time, time];
}

function identityOf(id: string): [string, number, string] | undefined {
  const identity = parseJobId(id);
  return identity && [identity.messageId, identity.index, identity.handler];
}

function positionOf({ failed_at: failedAt, id }: DeadLetterRow): DeadLetterPosition {
  return { failedAt, id: String(id) };
}

/** @throws RangeError for what was never the `next` of a page. */
function parsePosition(from: string | undefined): [number, number] {
  if (from === undefined) return [0, 0];
  const { failedAt, id } = parseCursor(from);
  if (!/^\d{1,15}$/.test(id)) throw noCursor();
  return [failedAt, Number(id)];
}

function deadLetter(row: DeadLetterRow): StoredDeadLetter {
  const job = jobOf(row);
  return {
    id: jobIdOf(job),
    handler: job.handler,
    update: job.update,
    notification: job.notification,
    attempts: row.attempts,
    error: JSON.parse(row.error) as StoredError,
    failedAt: new Date(row.failed_at),
  };
}
