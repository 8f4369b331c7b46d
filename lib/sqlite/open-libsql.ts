import { SqliteDriverMissingError } from './errors.js';
import type { OpenSqliteDatabase } from './sqlite-database.js';

/** Opens with the package `libsql`, which is loaded only then: an application may use another. */
export const openLibsql: OpenSqliteDatabase = async (path) => {
  const { default: Database } = await import('libsql').catch((cause: unknown) => {
    throw new SqliteDriverMissingError({ cause });
  });
  return new Database(path);
};
