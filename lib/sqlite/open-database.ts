import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describeError } from '../common/describe-error.js';
import { SqliteDriverMissingError, SqliteFileError } from './errors.js';
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from './schema.js';
import type { OpenSqliteDatabase, SqliteDatabase } from './sqlite-database.js';

/**
 * One connection that has the file for itself: no other process can take up jobs that this one is
 * at work on. The lock ends with the process, however that ends.
 *
 * A commit returns when it is on the disk (`synchronous = FULL`).
 *
 * @see https://www.sqlite.org/pragma.html#pragma_locking_mode
 */
const SETTINGS = `
  PRAGMA busy_timeout = 0;
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA journal_size_limit = ${64 * 1024 * 1024};
`;

/**
 * Opens the file for this process alone, and creates the tables where there are none.
 *
 * @throws SqliteFileError when the file cannot be used.
 * @throws SqliteDriverMissingError when there is no driver.
 */
export async function openDatabase(
  path: string,
  open: OpenSqliteDatabase,
): Promise<SqliteDatabase> {
  let database: SqliteDatabase | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true });
    database = await open(path);
    database.exec(SETTINGS);
    // The lock is taken by the first write only.
    database.exec('BEGIN IMMEDIATE; COMMIT');
    prepareTables(path, database);
    return database;
  } catch (error) {
    closeQuietly(database);
    throw explain(path, error);
  }
}

function prepareTables(path: string, database: SqliteDatabase): void {
  const id = pragma(database, 'application_id');
  const version = pragma(database, 'user_version');
  const { tables } = database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as {
    tables: number;
  };
  if (id === 0 && tables === 0) {
    database.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT`);
  } else if (id !== APPLICATION_ID) {
    throw new SqliteFileError('FOREIGN_FILE', `${path} is a database of something else`);
  } else if (version > SCHEMA_VERSION) {
    throw new SqliteFileError('NEWER_VERSION', `${path} was made by a later version`);
  }
}

function pragma(database: SqliteDatabase, name: string): number {
  return Object.values(database.prepare(`PRAGMA ${name}`).get() as object)[0] as number;
}

function closeQuietly(database: SqliteDatabase | undefined): void {
  try {
    database?.close();
  } catch {
    // It could not be used: nothing is lost.
  }
}

function explain(path: string, error: unknown): Error {
  if (error instanceof SqliteFileError || error instanceof SqliteDriverMissingError) return error;
  const { message } = describeError(error);
  if (/database is locked|SQLITE_BUSY/i.test(message)) {
    return new SqliteFileError('IN_USE', `${path} is in use by another process`, { cause: error });
  }
  return new SqliteFileError('UNUSABLE', `${path} cannot be used: ${message}`, { cause: error });
}
