import { statSync } from 'node:fs';
import { fileError, SqliteFileError } from './errors.js';
import { createPrivately } from './private-file.js';
import { refuseIncomplete } from './refuse-incomplete.js';
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from './schema.js';
import type { OpenSqliteDatabase, SqliteDatabase } from './sqlite-database.js';

/**
 * One connection locks the file, so that no other process can run the same jobs. The first
 * transaction takes the lock, which ends with the process, even in a crash.
 *
 * @see https://www.sqlite.org/pragma.html#pragma_locking_mode
 */
const LOCK = `
  PRAGMA busy_timeout = 0;
  PRAGMA locking_mode = EXCLUSIVE;
  BEGIN EXCLUSIVE;
  COMMIT;
`;

/**
 * A commit returns when it is on the disk (`synchronous = FULL`).
 *
 * The WAL is copied into the database at 32 MiB, not at 4: message ids are random, so a page is
 * soon written again and then copied only once. This saves a third of the total commit time; the
 * longest commit takes 60 ms instead of 25.
 */
const SETTINGS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA wal_autocheckpoint = 8192;
  PRAGMA journal_size_limit = ${64 * 1024 * 1024};
`;

/** The next read releases the lock, unless the database still has a WAL. */
const UNLOCK = `
  PRAGMA locking_mode = NORMAL;
  SELECT count(*) FROM sqlite_schema;
`;
const LEAVE_WAL = 'PRAGMA journal_mode = DELETE;';

/**
 * Opens the file for this process only, and creates missing tables. Files of other applications
 * stay as they are.
 *
 * @param options `isCreated`: whether a missing file is created, as by default.
 * @throws SqliteFileError if the file cannot be used.
 * @throws SqliteDriverMissingError if no driver is installed.
 */
export async function openDatabase(
  path: string,
  open: OpenSqliteDatabase,
  { isCreated = true }: { readonly isCreated?: boolean } = {},
): Promise<SqliteDatabase> {
  let database: SqliteDatabase | undefined;
  let isOurs = false;
  try {
    refuseIncomplete(path);
    if (isCreated) createPrivately(path);
    else refuseMissing(path);
    database = await open(path);
    database.exec(LOCK);
    const isNew = isEmpty(path, database);
    if (isNew && !isCreated) throw foreign(path);
    isOurs = true;
    database.exec(SETTINGS);
    const mode = pragma(database, 'journal_mode');
    if (mode !== 'wal') throw new Error(`its journal mode is ${String(mode)}, not WAL`);
    if (isNew) database.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT`);
    return database;
  } catch (error) {
    if (database !== undefined) closeQuietly(database, isOurs ? LEAVE_WAL + UNLOCK : UNLOCK);
    throw fileError(path, error);
  }
}

/**
 * Closes the file so that others can open it at once: a driver may keep its connection, and thus
 * the lock, until the garbage collector has found all statements.
 *
 * @param isInPlace whether the file is still at its path. If another file has replaced it, leaving
 * WAL mode would delete the other file's `-wal`.
 */
export function closeDatabase(database: SqliteDatabase, isInPlace = true): void {
  closeQuietly(database, isInPlace ? LEAVE_WAL + UNLOCK : '');
}

function closeQuietly(database: SqliteDatabase, unlock: string): void {
  for (const step of [() => database.exec(unlock), () => database.close()]) {
    try {
      step();
    } catch {
      // All accepted notifications are already on the disk.
    }
  }
}

/** @throws SqliteFileError if it is a database that this version cannot use. */
function isEmpty(path: string, database: SqliteDatabase): boolean {
  const id = pragma(database, 'application_id');
  const { tables } = database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as {
    tables: number;
  };
  if (id === 0 && tables === 0) return true;
  if (id !== APPLICATION_ID) {
    throw foreign(path);
  }
  if (Number(pragma(database, 'user_version')) > SCHEMA_VERSION) {
    throw new SqliteFileError('NEWER_VERSION', `${path} was made by a later version`);
  }
  return false;
}

/** An empty file is one that SQLite would write its header into. */
function refuseMissing(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw new SqliteFileError('UNUSABLE', `${path} does not exist`);
  if (size === 0) throw foreign(path);
}

function foreign(path: string): SqliteFileError {
  return new SqliteFileError('FOREIGN_FILE', `${path} is not a database of this package`);
}

function pragma(database: SqliteDatabase, name: string): unknown {
  return Object.values(database.prepare(`PRAGMA ${name}`).get() as object)[0];
}
