import type { OpenSqliteDatabase, SqliteDatabase } from 'nestjs-misfit-notification/sqlite';
import { openLibsql } from '../../../lib/sqlite/open-libsql.js';

export interface SqliteDriver {
  readonly name: string;
  readonly open: OpenSqliteDatabase;
  /** For `describe.skipIf`. */
  readonly isMissing: boolean;
}

/** As much as is needed of what only later @types/node describe. */
interface NodeSqlite {
  readonly DatabaseSync: new (path: string) => SqliteDatabase;
}

// Node.js 20 has none, and 22 has it from 22.13 on without a flag.
const nodeSqlite = process.getBuiltinModule('node:sqlite') as NodeSqlite | undefined;

export const DRIVERS: readonly SqliteDriver[] = [
  { name: 'libsql', open: openLibsql, isMissing: false },
  {
    name: 'node:sqlite',
    open: (path) => new nodeSqlite!.DatabaseSync(path),
    isMissing: nodeSqlite === undefined,
  },
];
