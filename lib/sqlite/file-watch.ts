import { statSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import { SqliteFileError } from './errors.js';
import type { SqliteDatabase } from './sqlite-database.js';

/** Time between two checks while no messages arrive, in ms. */
const INTERVAL = 10_000;

const MAIN_ADVICE =
  'Put the file back, or restart the application. Handlers still run for what was accepted, as ' +
  'long as this process lives; what is left when it ends is lost.';

const WAL_ADVICE =
  'Restart the application with SIGTERM: a process that ends normally saves in the main file what ' +
  'was accepted. A process that is killed loses it.';

/**
 * Notices when the paths no longer lead to the files that the database writes to. Anything
 * committed after that is lost when the process ends.
 */
export class FileWatch {
  private readonly logger = new Logger('MisfitNotification');
  private readonly main: WatchedFile;
  private readonly files: readonly WatchedFile[];
  private readonly timer: NodeJS.Timeout;
  private lost: WatchedFile | undefined;
  private confirmedCommit = 0;

  /** @param database a database whose `-wal` is open, after a first read or write. */
  constructor(database: SqliteDatabase) {
    const path = mainFileOf(database);
    this.main = new WatchedFile(path, false);
    this.files = [this.main, new WatchedFile(`${path}-wal`, true)];
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
    this.check();
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
  private readonly identity: string | undefined;

  constructor(
    readonly path: string,
    private readonly mayBeEmpty: boolean,
  ) {
    this.identity = this.identify();
  }

  /** Files that a driver keeps elsewhere are not watched. */
  isInPlace(): boolean {
    return this.identity === undefined || this.identify() === this.identity;
  }

  /** `undefined` if the path has no file that can be opened. */
  private identify(): string | undefined {
    try {
      const { dev, ino, size } = statSync(this.path, { bigint: true });
      return size === 0n && !this.mayBeEmpty ? undefined : `${dev}:${ino}`;
    } catch {
      return undefined;
    }
  }
}

/** The path as SQLite knows it: absolute, with links resolved. */
function mainFileOf(database: SqliteDatabase): string {
  const files = database.prepare('PRAGMA database_list').all() as { name: string; file: string }[];
  return files.find(({ name }) => name === 'main')?.file ?? '';
}

function lossOf({ path }: WatchedFile): string {
  return `${path} was deleted, emptied or replaced while it was in use`;
}
