import { setImmediate as immediate } from 'node:timers/promises';
import { describeError } from '../common/describe-error.js';
import type {
  DeadLetterFilter,
  DeadLetterPage,
  DeadLetterStore,
  StoredDeadLetter,
  UnreadableDeadLetter,
} from '../delivery/dead-letter-store.js';
import { DeliveryError } from '../delivery/errors.js';
import { cursorAfter } from '../durable/dead-letter-cursor.js';
import { ReplayConflictError, UnreadableJobError } from '../durable/errors.js';
import { inBatches } from './batches.js';
import { LETTER_COLUMNS, readLetter, type DeadLetterRow } from './dead-letter-row.js';
import {
  countOf,
  pageOf,
  parsePlace,
  placeOf,
  rowOf,
  START,
  type PlaceRow,
} from './dead-letter-search.js';
import type { JobCounts, JobPlace } from './job-counts.js';
import { isReadable, JOB_COLUMNS, type JobRow } from './job-row.js';
import { placeInLine } from './line-place.js';
import type { SqliteDatabase, SqliteStatement, SqliteValue } from './sqlite-database.js';

/** The part of the queue that dead letters need. */
export interface DeadLetterQueue {
  /** Rejects with a DeliveryError if the database fails or is not open. */
  read<T>(work: (database: SqliteDatabase) => T): Promise<T>;
  write<T>(work: (database: SqliteDatabase, counts: JobCounts) => T): Promise<T>;
  /** Call after jobs became ready. */
  wake(): void;
}

/** Ids per read. */
const PAGE = 1_000;

const IN_LIST = 'id IN (SELECT value FROM json_each(?))';
const REPLAY = `
  UPDATE job SET state = 'ready', due_at = ?, attempts = 0, failed_at = NULL, error = NULL,
    handler = coalesce(?, handler)
  WHERE state = 'dead'`;
const DELETE = `DELETE FROM job WHERE state = 'dead'`;

/** The dead letters, which stay in the table of jobs. */
export class SqliteDeadLetters implements DeadLetterStore {
  constructor(private readonly queue: DeadLetterQueue) {}

  list(
    filter: DeadLetterFilter,
    limit: number,
    from?: string,
  ): Promise<DeadLetterPage<StoredDeadLetter | UnreadableDeadLetter>> {
    const after = from === undefined ? START : parsePlace(from);
    return this.queue.read((database) => {
      const rows = pageOf<DeadLetterRow>(database, LETTER_COLUMNS, filter, after, limit + 1);
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      const letters = rows.slice(0, limit).map(readLetter);
      return { letters, ...(last !== undefined && { next: cursorAfter(placeOf(last)) }) };
    });
  }

  get(id: string): Promise<StoredDeadLetter | UnreadableDeadLetter | undefined> {
    return this.queue.read((database) => {
      const row = rowOf(database, id);
      return row && readLetter(row);
    });
  }

  count(filter: DeadLetterFilter): Promise<number> {
    return this.queue.read((database) => countOf(database, filter));
  }

  async replay(id: string, handler: string | null = null): Promise<boolean> {
    const failure = await this.queue.write((database, counts) => {
      const row = rowOf(database, id);
      if (row === undefined) return 'missing';
      const letter = readLetter(row);
      if ('unreadable' in letter) return new UnreadableJobError(letter.unreadable.reason);
      if (handler !== null && handler !== letter.handler && hasJob(database, row, handler)) {
        return new ReplayConflictError(handler);
      }
      const statement = database.prepare(`${REPLAY} AND id = ?`);
      counts.move(
        changesOf(statement, placeInLine(Date.now()), handler, row.id),
        'dead',
        'waiting',
      );
      return undefined;
    });
    if (failure === 'missing') return false;
    if (failure !== undefined) throw failure;
    this.queue.wake();
    return true;
  }

  replayAll(filter: DeadLetterFilter): Promise<number> {
    return this.changeAll(filter, 'waiting', (database, ids) => {
      const sql = `SELECT ${JOB_COLUMNS} FROM job WHERE state = 'dead' AND ${IN_LIST}`;
      const rows = database.prepare(sql).all(ids) as JobRow[];
      const readable = rows.filter(isReadable).map((row) => row.id);
      const statement = database.prepare(`${REPLAY} AND ${IN_LIST}`);
      this.queue.wake();
      return changesOf(statement, placeInLine(Date.now()), null, JSON.stringify(readable));
    });
  }

  remove(id: string): Promise<boolean> {
    return this.queue.write((database, counts) => {
      const row = rowOf(database, id);
      if (row === undefined) return false;
      const removed = changesOf(database.prepare(`${DELETE} AND id = ?`), row.id);
      counts.move(removed, 'dead', undefined);
      return removed > 0;
    });
  }

  purge(filter: DeadLetterFilter): Promise<number> {
    return this.changeAll(filter, undefined, (database, ids) =>
      changesOf(database.prepare(`${DELETE} AND ${IN_LIST}`), ids),
    );
  }

  /**
   * Changes the current dead letters in batches. Reads their ids first, so that one that is
   * replayed and fails again meanwhile is not replayed twice, whatever the clock does.
   *
   * @param to where the jobs are afterwards; `undefined` if they are deleted.
   * @param change receives ids as a JSON array and returns the number that it has changed.
   */
  private async changeAll(
    filter: DeadLetterFilter,
    to: JobPlace | undefined,
    change: (database: SqliteDatabase, ids: string) => number,
  ): Promise<number> {
    const ids = await this.idsOf(filter);
    let changed = 0;
    try {
      await inBatches(ids, async (batch, measured) => {
        const list = JSON.stringify(batch);
        changed += await this.queue.write((database, counts) => {
          const changes = measured(() => change(database, list));
          counts.move(changes, 'dead', to);
          return changes;
        });
      });
    } catch (cause) {
      const { message } = describeError(cause);
      const reason = `stopped after ${changed} of ${ids.length} dead letters: ${message}`;
      throw new DeliveryError('QUEUE_UNAVAILABLE', reason, { cause });
    }
    return changed;
  }

  private async idsOf(filter: DeadLetterFilter): Promise<number[]> {
    const ids: number[] = [];
    let after = START;
    for (;;) {
      const page = await this.queue.read((database) =>
        pageOf<PlaceRow>(database, 'id, failed_at', filter, after, PAGE),
      );
      for (const row of page) ids.push(row.id);
      const last = page[PAGE - 1];
      if (last === undefined) return ids;
      after = placeOf(last);
      await immediate();
    }
  }
}

/** Whether a handler has a job for the event of a dead letter. */
function hasJob(database: SqliteDatabase, { id }: JobRow, handler: string): boolean {
  const sql = `SELECT count(*) AS jobs FROM job WHERE handler = ? AND (message_id, position) =
    (SELECT message_id, position FROM job WHERE id = ?)`;
  return (database.prepare(sql).get(handler, id) as { jobs: number }).jobs > 0;
}

function changesOf(statement: SqliteStatement, ...values: SqliteValue[]): number {
  return Number(statement.run(...values).changes);
}
