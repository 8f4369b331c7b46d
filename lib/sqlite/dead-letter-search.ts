import type { DeadLetterFilter } from '../delivery/dead-letter-store.js';
import {
  invalidCursorError,
  parseCursor,
  type DeadLetterPosition,
} from '../durable/dead-letter-cursor.js';
import { LETTER_COLUMNS, letterIdOf, rowWithId, type DeadLetterRow } from './dead-letter-row.js';
import type { SqliteDatabase, SqliteValue } from './sqlite-database.js';

/** Columns needed to find the next page. */
export type PlaceRow = Pick<DeadLetterRow, 'id' | 'failed_at'>;

/** Before the first dead letter. */
export const START: DeadLetterPosition = { failedAt: -1, id: '0' };

export function placeOf({ failed_at: failedAt, id }: PlaceRow): DeadLetterPosition {
  return { failedAt, id: String(id) };
}

/** @throws RangeError for a text that cannot be the `next` of a page. */
export function parsePlace(from: string): DeadLetterPosition {
  const place = parseCursor(from);
  if (!/^\d{1,15}$/.test(place.id)) throw invalidCursorError();
  return place;
}

/** The dead letters after a position, oldest failure first, without reading earlier ones. */
export function pageOf<Row extends PlaceRow>(
  database: SqliteDatabase,
  columns: string,
  filter: DeadLetterFilter,
  after: DeadLetterPosition,
  limit: number,
): Row[] {
  const [condition, values] = conditionOf(filter);
  const sql = `SELECT ${columns} FROM job WHERE ${condition} AND (failed_at, id) > (?, ?)
    ORDER BY failed_at, id LIMIT ?`;
  return database.prepare(sql).all(...values, after.failedAt, Number(after.id), limit) as Row[];
}

export function countOf(database: SqliteDatabase, filter: DeadLetterFilter): number {
  const [condition, values] = conditionOf(filter);
  const sql = `SELECT count(*) AS letters FROM job WHERE ${condition}`;
  return (database.prepare(sql).get(...values) as { letters: number }).letters;
}

export function rowOf(database: SqliteDatabase, id: string): DeadLetterRow | undefined {
  const search = rowWithId(id);
  if (search === undefined) return undefined;
  const [condition, values] = search;
  const sql = `SELECT ${LETTER_COLUMNS} FROM job WHERE state = 'dead' AND ${condition}`;
  const row = database.prepare(sql).get(...values) as DeadLetterRow | null | undefined;
  return row != null && letterIdOf(row) === id ? row : undefined;
}

/** Each condition uses an index: `(? IS NULL OR handler = ?)` would read every dead letter. */
function conditionOf({ handler, before }: DeadLetterFilter): [string, SqliteValue[]] {
  const conditions = [`state = 'dead'`];
  const values: SqliteValue[] = [];
  if (handler !== undefined) {
    conditions.push('handler = ?');
    values.push(handler);
  }
  if (before !== undefined) {
    conditions.push('failed_at < ?');
    values.push(before.getTime());
  }
  return [conditions.join(' AND '), values];
}
