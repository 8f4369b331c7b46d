/**
 * A parameter of a statement.
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
  /** Runs the statement and returns the number of changed rows. */
  run(...values: SqliteValue[]): { readonly changes: number | bigint };
  /** The first row of the result; `undefined` or `null` if there is no row. */
  get(...values: SqliteValue[]): unknown;
  /** All rows of the result. */
  all(...values: SqliteValue[]): unknown[];
}

/**
 * The part of a synchronous SQLite driver that is used. `libsql`, `better-sqlite3` and the
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
 * Opens a database file, and creates a missing one.
 *
 * @publicApi
 */
export type OpenSqliteDatabase = (path: string) => SqliteDatabase | Promise<SqliteDatabase>;
