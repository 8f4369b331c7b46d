import { isUtf8 } from 'node:buffer';
import type {
  StoredDeadLetter,
  StoredError,
  UnreadableDeadLetter,
} from '../delivery/dead-letter-store.js';
import { UnreadableJobError } from '../durable/errors.js';
import { jobIdOf, parseJobId } from '../durable/job-id.js';
import { JOB_COLUMNS, readJob, salvageTexts, type JobRow } from './job-row.js';
import type { SqliteValue } from './sqlite-database.js';

/** A row of `job` in the state `dead`. */
export interface DeadLetterRow extends JobRow {
  readonly error: ArrayBuffer | Uint8Array | null;
  readonly failed_at: number;
}

/** Columns of a `DeadLetterRow` in a statement on `job`. */
export const LETTER_COLUMNS = `${JOB_COLUMNS}, CAST(error AS BLOB) AS error, failed_at`;

const lenient = new TextDecoder();

export function readLetter(row: DeadLetterRow): StoredDeadLetter | UnreadableDeadLetter {
  const { messageId, ...raw } = salvageTexts(row);
  const letter = {
    id: letterIdOf(row),
    handler: raw.handler,
    attempts: row.attempts,
    error: readError(row.error),
    failedAt: new Date(row.failed_at),
  };
  try {
    const { update, notification, index } = readJob(row);
    return { ...letter, update, notification, index };
  } catch (error) {
    if (!(error instanceof UnreadableJobError)) throw error;
    const { reason } = error;
    return { ...letter, unreadable: { reason, raw: { message_id: messageId, ...raw } } };
  }
}

/** The id of the job, or of the row if a part of the job's id is damaged. */
export function letterIdOf(row: JobRow): string {
  const { messageId, handler } = salvageTexts(row);
  const id = jobIdOf({ messageId, index: row.position, handler });
  const parsed = parseJobId(id);
  const isSound =
    parsed?.messageId === messageId && parsed.index === row.position && parsed.handler === handler;
  // SQLite would not find text that is not UTF-8, which reads as U+FFFD here.
  const isText = isUtf8(row.texts) || !`${messageId}${handler}`.includes('\ufffd');
  return isSound && isText ? id : `row.${row.id}`;
}

/** A condition for the row with this id, and its values; `undefined` for an invalid id. */
export function rowWithId(id: string): readonly [string, readonly SqliteValue[]] | undefined {
  const job = parseJobId(id);
  if (job !== undefined) {
    return [
      'message_id = ? AND position = ? AND handler = ?',
      [job.messageId, job.index, job.handler],
    ];
  }
  const [, row] = /^row\.(\d{1,15})$/.exec(id) ?? [];
  return row === undefined ? undefined : ['id = ?', [Number(row)]];
}

function readError(stored: DeadLetterRow['error']): StoredError {
  const text = stored === null ? '' : lenient.decode(stored);
  try {
    const error = JSON.parse(text) as StoredError;
    if (typeof error.message === 'string') return error;
  } catch {
    // Show the text as it is stored.
  }
  return { message: `the stored error cannot be read: ${text}` };
}
