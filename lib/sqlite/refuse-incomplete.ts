import { realpathSync, statSync } from 'node:fs';
import { SqliteFileError } from './errors.js';

/**
 * SQLite would delete a `-wal` beside an empty or missing database, with all the work in it, and
 * start with nothing.
 *
 * @throws SqliteFileError when that would happen.
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

/** The `-wal` is beside the file itself, not beside a link to it. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
