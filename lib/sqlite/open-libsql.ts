import { SqliteDriverMissingError } from './errors.js';
import type { OpenSqliteDatabase } from './sqlite-database.js';

/** Opens with the package `libsql`, loaded on demand: an application may use another driver. */
export const openLibsql: OpenSqliteDatabase = async (path) => {
  const { default: Database } = await import('libsql').catch((cause: unknown) => {
    throw new SqliteDriverMissingError({ cause });
  });
  return new Database(path);
};
