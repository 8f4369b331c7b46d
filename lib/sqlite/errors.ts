import { describeError } from '../common/describe-error.js';

/**
 * Why the database file cannot be used:
 *
 * | code | |
 * |---|---|
 * | `IN_USE` | another process, or another delivery of this process, uses it |
 * | `FOREIGN_FILE` | it is a database of another application |
 * | `NEWER_VERSION` | it was created by a later version of this package |
 * | `INCOMPLETE` | it is missing or empty, but its `-wal` file is there |
 * | `REPLACED` | it, or its `-wal` file, was deleted or replaced while it was in use |
 * | `DAMAGED` | SQLite finds its structure broken: `message` says what to do |
 * | `UNUSABLE` | anything else: see `message` and `cause` |
 *
 * @publicApi
 */
export type SqliteFileErrorCode =
  | 'IN_USE'
  | 'FOREIGN_FILE'
  | 'NEWER_VERSION'
  | 'INCOMPLETE'
  | 'REPLACED'
  | 'DAMAGED'
  | 'UNUSABLE';

/**
 * The application cannot start with this file. With the code `REPLACED`, it can no longer accept
 * notifications: they are answered 503, and this error is the `cause` of the `DeliveryError`.
 *
 * @publicApi
 */
export class SqliteFileError extends Error {
  override readonly name = 'SqliteFileError';

  constructor(
    readonly code: SqliteFileErrorCode,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

/**
 * The package `libsql` is not installed, and no other driver was given.
 *
 * @publicApi
 */
export class SqliteDriverMissingError extends Error {
  override readonly name = 'SqliteDriverMissingError';

  constructor(options: ErrorOptions) {
    super(
      'sqliteDelivery needs a driver: `npm install libsql`, or set `open`, for example to ' +
        '`(path) => new DatabaseSync(path)` of node:sqlite',
      options,
    );
  }
}

/** Explains why the file cannot be used. */
export function fileError(path: string, error: unknown): Error {
  if (error instanceof SqliteFileError || error instanceof SqliteDriverMissingError) return error;
  const { message } = describeError(error);
  if (/database is locked|SQLITE_BUSY/i.test(message)) {
    const reason = `${path} is in use: by another process, or by another delivery of this one`;
    return new SqliteFileError('IN_USE', reason, { cause: error });
  }
  if (isDamage(error)) return damagedFile(error, path);
  return new SqliteFileError('UNUSABLE', `${path} cannot be used: ${message}`, { cause: error });
}

/** Whether SQLite reports a damaged file structure, not just a damaged value. */
export function isDamage(error: unknown): boolean {
  return /disk image is malformed|SQLITE_CORRUPT/i.test(describeError(error).message);
}

/** Explains what to do about a damaged file. */
export function damagedFile(cause: unknown, path = 'the SQLite file'): SqliteFileError {
  const reason =
    `${path} is damaged (${describeError(cause).message}), and takes no more work until it is ` +
    'repaired: stop the application, keep a copy of the file and its -wal, and repair it with ' +
    '`sqlite3 <file> .recover`, or restore a backup';
  return new SqliteFileError('DAMAGED', reason, { cause });
}
