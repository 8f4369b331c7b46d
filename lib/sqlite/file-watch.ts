import { statSync, type BigIntStats } from 'node:fs';
import { dirname } from 'node:path';
import { Logger } from '@nestjs/common';
import { SqliteFileError } from './errors.js';
import type { SqliteDatabase } from './sqlite-database.js';

/** Time between two checks while no messages arrive, in ms. */
const INTERVAL = 10_000;

/**
 * The coarsest timestamps of file systems, in ms. A folder that changed less long ago may change
 * again without getting another timestamp.
 */
const TIMESTAMP_STEP = 2_000;

const MAIN_ADVICE =
  'Put the file back, or restart the application. Handlers still run for what was accepted, as ' +
  'long as this process lives; what is left when it ends is lost.';

const WAL_ADVICE =
  'Restart the application with SIGTERM: a process that ends normally saves in the main file what ' +
  'was accepted. A process that is killed loses it.';

/**
 * Notices when the paths no longer lead to the files that the database writes to. Anything
 * committed after that is lost when the process ends.
 *
 * The check before each answer reads the state of the database file and of the folder, but not of
 * the `-wal` unless files in the folder have changed. On Linux 6.13 and later, reading the
 * timestamps of a file makes the next commit to it update them, at the cost of a quarter of that
 * commit.
 *
 * @see https://docs.kernel.org/filesystems/multigrain-ts.html
 */
export class FileWatch {
  private readonly logger = new Logger('MisfitNotification');
  private readonly main: WatchedFile;
  private readonly files: readonly WatchedFile[];
  private readonly folder: WatchedFolder;
  private readonly timer: NodeJS.Timeout;
  private lost: WatchedFile | undefined;
  private confirmedCommit = 0;

  /** @param database a database whose `-wal` is open, after a first read or write. */
  constructor(database: SqliteDatabase) {
    const path = mainFileOf(database);
    this.main = new WatchedFile(path, false);
    this.files = [this.main, new WatchedFile(`${path}-wal`, true)];
    this.folder = new WatchedFolder(dirname(path));
    this.timer = setInterval(() => this.look(), INTERVAL);
    this.timer.unref();
  }

  /** @throws SqliteFileError if the files were missing and still are. */
  refuseWhileLost(): void {
    if (this.lost !== undefined) this.check();
  }

  /**
   * Call before answering a message. One check serves all messages of a commit.
   *
   * @param commit the number of the last commit.
   * @throws SqliteFileError if the files are not in place.
   */
  confirm(commit: number): void {
    if (commit === this.confirmedCommit) return;
    const isUnchanged =
      this.lost === undefined && this.folder.isUnchanged() && this.main.isInPlace();
    if (!isUnchanged) this.check();
    this.confirmedCommit = commit;
  }

  isMainInPlace(): boolean {
    return this.main.isInPlace();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private check(): void {
    this.look();
    if (this.lost !== undefined) throw new SqliteFileError('REPLACED', lossOf(this.lost));
  }

  private look(): void {
    const before = this.lost;
    // First: a change of the folder while the files are checked must not count as seen.
    this.folder.remember();
    this.lost = this.files.find((file) => !file.isInPlace());
    if (this.lost === before) return;
    if (this.lost === undefined) {
      this.logger.warn(`${this.main.path} is back in its place: deliveries are accepted again`);
      return;
    }
    const advice = this.lost === this.main ? MAIN_ADVICE : WAL_ADVICE;
    this.logger.error(`${lossOf(this.lost)}. Deliveries are answered 503. ${advice}`);
  }
}

class WatchedFile {
  private readonly known: BigIntStats | undefined;

  constructor(
    readonly path: string,
    private readonly mayBeEmpty: boolean,
  ) {
    this.known = this.stats();
  }

  /** Files that a driver keeps elsewhere are not watched. */
  isInPlace(): boolean {
    return this.known === undefined || isSame(this.known, this.stats());
  }

  /** `undefined` if the path has no file that can be opened. */
  private stats(): BigIntStats | undefined {
    const stats = statsOf(this.path);
    return stats?.size === 0n && !this.mayBeEmpty ? undefined : stats;
  }
}

/** Shows whether files may have been created, removed, renamed or replaced in a folder. */
class WatchedFolder {
  private known: BigIntStats | undefined;

  constructor(private readonly path: string) {}

  /** Sets the state that `isUnchanged` compares with. */
  remember(): void {
    const stats = statsOf(this.path);
    const age = stats === undefined ? 0 : Date.now() - Number(stats.ctimeMs);
    this.known = age > TIMESTAMP_STEP ? stats : undefined;
  }

  /** Compares the time of change, which programs cannot set, unlike the time of modification. */
  isUnchanged(): boolean {
    if (this.known === undefined) return false;
    const stats = statsOf(this.path);
    return isSame(this.known, stats) && stats.ctimeNs === this.known.ctimeNs;
  }
}

function statsOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}

function isSame(known: BigIntStats, stats: BigIntStats | undefined): stats is BigIntStats {
  return stats !== undefined && stats.ino === known.ino && stats.dev === known.dev;
}

/** The path as SQLite knows it: absolute, with links resolved. */
function mainFileOf(database: SqliteDatabase): string {
  const files = database.prepare('PRAGMA database_list').all() as { name: string; file: string }[];
  return files.find(({ name }) => name === 'main')?.file ?? '';
}

function lossOf({ path }: WatchedFile): string {
  return `${path} was deleted, emptied or replaced while it was in use`;
}
