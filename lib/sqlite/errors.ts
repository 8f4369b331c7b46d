import { describeError } from '../common/describe-error.js';

/**
 * Why the database file cannot be used:
 *
 * | code | |
 * |---|---|
 * | `IN_USE` | another process uses it, or another delivery of this process |
 * | `FOREIGN_FILE` | it is a database of another application |
 * | `NEWER_VERSION` | it was made by a later version of this package |
 * | `INCOMPLETE` | it is missing or empty, but its `-wal` file is there |
 * | `REPLACED` | it, or its `-wal` file, was deleted or replaced while it was in use |
 * | `UNUSABLE` | anything else: see `message` and `cause` |
 *
 * @publicApi
 */
export type SqliteFileErrorCode =
  'IN_USE' | 'FOREIGN_FILE' | 'NEWER_VERSION' | 'INCOMPLETE' | 'REPLACED' | 'UNUSABLE';

/**
 * The application cannot start on this file, or, with the code `REPLACED`, cannot accept
 * notifications any more: they are answered 503, and this is the `cause` of the `DeliveryError`.
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
  return new SqliteFileError('UNUSABLE', `${path} cannot be used: ${message}`, { cause: error });
}
