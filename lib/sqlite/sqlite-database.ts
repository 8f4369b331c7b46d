/**
 * @publicApi
 */
export type SqliteValue = string | number | bigint | null;

/**
 * @publicApi
 */
export interface SqliteStatement {
  run(...values: SqliteValue[]): { readonly changes: number | bigint };
  get(...values: SqliteValue[]): unknown;
  all(...values: SqliteValue[]): unknown[];
}

/**
 * As much of a synchronous SQLite driver as is needed: `libsql`, `better-sqlite3` and the
 * `DatabaseSync` of `node:sqlite` all have it.
 *
 * @publicApi
 */
export interface SqliteDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): SqliteStatement;
  close(): unknown;
}

/**
 * Opens a database file, and creates it where there is none.
 *
 * @publicApi
 */
export type OpenSqliteDatabase = (path: string) => SqliteDatabase | Promise<SqliteDatabase>;
