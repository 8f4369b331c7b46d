import { UnreadableJobError } from '../durable/errors.js';
import type { Job } from '../durable/job.js';
import { restoreJob } from '../durable/restore-job.js';

/** A row of `job` with its message's notification, any part of which may be damaged. */
export interface JobRow {
  readonly id: number;
  readonly position: number;
  readonly attempts: number;
  readonly texts: ArrayBuffer | Uint8Array;
}

/**
 * Columns of a `JobRow` in a statement on `job`.
 *
 * Drivers treat damaged values differently: libsql ends the process on text that is not UTF-8, and
 * `node:sqlite` throws on integers above 2^53. Bytes and floats are safe with all of them.
 */
export const JOB_COLUMNS = `id, CAST(position AS REAL) AS position, CAST(attempts AS REAL) AS attempts,
  CAST(coalesce(message_id || x'00' || handler || x'00' || content || x'00' || coalesce(
    (SELECT notification FROM message WHERE message.id = message_id), ''), '') AS BLOB) AS texts`;

/** The texts of a row. */
export interface JobTexts {
  readonly messageId: string;
  readonly handler: string;
  readonly content: string;
  /** Empty if the message is missing. */
  readonly notification: string;
}

/** Limited by the number of digits in a job's id. */
const MAX_POSITION = 999_999_999;

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

/** @throws UnreadableJobError that names what is damaged. */
export function readJob(row: JobRow): Job {
  const { messageId, handler, content, notification } = textsOf(row);
  if (!Number.isInteger(row.position) || row.position < 0 || row.position > MAX_POSITION) {
    throw new UnreadableJobError('its position is out of range');
  }
  if (notification === '') throw new UnreadableJobError('its message is missing');
  return restoreJob(
    { messageId, index: row.position, handler },
    parse(content, 'content'),
    parse(notification, 'notification'),
  );
}

export function isReadable(row: JobRow): boolean {
  try {
    readJob(row);
    return true;
  } catch {
    return false;
  }
}

/** The readable part of the texts, with U+FFFD in place of invalid UTF-8. */
export function salvageTexts(row: JobRow): JobTexts {
  return splitTexts(lenient.decode(row.texts));
}

function textsOf(row: JobRow): JobTexts {
  try {
    return splitTexts(strict.decode(row.texts));
  } catch {
    throw new UnreadableJobError('it holds bytes that are not UTF-8');
  }
}

function splitTexts(texts: string): JobTexts {
  const [messageId = '', handler = '', content = '', notification = ''] = texts.split('\0');
  return { messageId, handler, content, notification };
}

function parse(json: string, column: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new UnreadableJobError(`its ${column} is not JSON`);
  }
}
