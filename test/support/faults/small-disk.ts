import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenSqliteDatabase, SqliteDatabase } from 'nestjs-misfit-notification/sqlite';
import { onTestFinished } from 'vitest';
import { databasePath, tempDirectory } from '../sqlite/temp-directory.js';

/** Where a database is, and how it runs out of room. */
export interface Room {
  readonly path: string;
  readonly open: OpenSqliteDatabase;
  fill(): void;
  empty(): void;
}

/** Whether a test may have a disk of its own. For `skipIf`. */
export const maysMount = canMount();

/** On a real disk of that many bytes. */
export function roomOnDisk(bytes: number, open: OpenSqliteDatabase): Room {
  const directory = tempDirectory();
  mount(directory, bytes);
  onTestFinished(() => unmount(directory));
  const filler = join(directory, 'filler');
  return {
    path: join(directory, 'misfit.db'),
    open,
    fill() {
      const { bavail, bsize } = statfsSync(directory);
      writeFileSync(filler, Buffer.alloc(bavail * bsize));
    },
    empty: () => rmSync(filler, { force: true }),
  };
}

/** As much as SQLite is told to use. */
export function roomByLimit(open: OpenSqliteDatabase): Room {
  let database: SqliteDatabase | undefined;
  return {
    path: databasePath(),
    open: async (path) => (database = await open(path)),
    fill: () => void database?.exec('PRAGMA max_page_count = 1'),
    empty: () => void database?.exec('PRAGMA max_page_count = 1000000'),
  };
}

function mount(directory: string, bytes: number): boolean {
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', directory]);
  return status === 0;
}

function unmount(directory: string): void {
  spawnSync('umount', ['--lazy', directory]);
}

function canMount(): boolean {
  const directory = mkdtempSync(join(tmpdir(), 'misfit-'));
  const isMounted = mount(directory, 4_096);
  if (isMounted) unmount(directory);
  rmdirSync(directory);
  return isMounted;
}
