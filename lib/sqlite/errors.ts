/**
 * The database file cannot be used: another process has it, or it is not one of this package.
 *
 * @publicApi
 */
export type SqliteFileErrorCode = 'IN_USE' | 'FOREIGN_FILE' | 'NEWER_VERSION' | 'UNUSABLE';

/**
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
