import { realpathSync, statSync } from 'node:fs';
import { SqliteFileError } from './errors.js';

/**
 * SQLite would delete the `-wal` of an empty or missing database, with all the jobs in it, and
 * start empty.
 *
 * @throws SqliteFileError if that would happen.
 */
export function refuseIncomplete(path: string): void {
  if (sizeOf(path) > 0) return;
  const wal = `${realPathOf(path)}-wal`;
  if (sizeOf(wal) === 0) return;
  throw new SqliteFileError(
    'INCOMPLETE',
    `${path} is missing or empty, but ${wal} beside it holds accepted work. Put the file back that ` +
      'belongs to it, or delete the -wal file to start with nothing',
  );
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** The `-wal` is next to the file itself, not next to a link to it. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
