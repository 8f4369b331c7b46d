/**
 * A value that a statement is given.
 *
 * @publicApi
 */
export type SqliteValue = string | number | bigint | null;

/**
 * A prepared statement of a synchronous SQLite driver.
 *
 * @publicApi
 */
export interface SqliteStatement {
  /** Runs the statement, and counts the rows that it has changed. */
  run(...values: SqliteValue[]): { readonly changes: number | bigint };
  /** The first row of the result; none is `undefined` or `null`. */
  get(...values: SqliteValue[]): unknown;
  /** All rows of the result. */
  all(...values: SqliteValue[]): unknown[];
}

/**
 * As much of a synchronous SQLite driver as is needed: `libsql`, `better-sqlite3` and the
 * `DatabaseSync` of `node:sqlite` all have it.
 *
 * @publicApi
 */
export interface SqliteDatabase {
  /** Runs statements that have no parameters and no result. */
  exec(sql: string): unknown;
  /** Prepares one statement. */
  prepare(sql: string): SqliteStatement;
  /** Closes the file. */
  close(): unknown;
}

/**
 * Opens a database file, and creates it where there is none.
 *
 * @publicApi
 */
export type OpenSqliteDatabase = (path: string) => SqliteDatabase | Promise<SqliteDatabase>;
