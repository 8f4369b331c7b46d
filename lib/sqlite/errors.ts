import { describeError } from '../common/describe-error.js';

/**
 * The database file cannot be used: another process has it, it is not one of this package, or it is
 * damaged.
 *
 * @publicApi
 */
export type SqliteFileErrorCode =
  'IN_USE' | 'FOREIGN_FILE' | 'NEWER_VERSION' | 'DAMAGED' | 'UNUSABLE';

/**
 * The application cannot start on this file.
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
 * The package `libsql` is not installed, and no other driver was handed in.
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

/** What has kept the file from being used, in words. */
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

/** Whether SQLite has found the structure of the file to be broken, and not just a value in it. */
export function isDamage(error: unknown): boolean {
  return /disk image is malformed|SQLITE_CORRUPT/i.test(describeError(error).message);
}

/** What to do about a file that is broken. */
export function damagedFile(cause: unknown, path = 'the SQLite file'): SqliteFileError {
  const reason =
    `${path} is damaged (${describeError(cause).message}), and takes no more work until it is ` +
    'repaired: stop the application, keep a copy of the file and its -wal, and repair it with ' +
    '`sqlite3 <file> .recover`, or restore a backup';
  return new SqliteFileError('DAMAGED', reason, { cause });
}
