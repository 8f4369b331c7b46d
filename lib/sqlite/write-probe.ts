import type { GroupCommit } from './group-commit.js';
import type { SqliteDatabase, SqliteStatement } from './sqlite-database.js';

/** Bytes that a probe writes: as much as the tasks of a hundred updates. */
const SIZE = 64 * 1024;

/**
 * Writes to the file after a transaction has failed, to find out whether that would fail again. The
 * next transactions do not show it: a small one may still fit on a full disk, and an application
 * that is not ready gets no deliveries to store.
 */
export class WriteProbe {
  private readonly insert: SqliteStatement;
  private readonly remove: SqliteStatement;
  /** Failed transactions that a probe has followed. */
  private followed = 0;

  constructor(
    database: SqliteDatabase,
    private readonly writes: GroupCommit,
  ) {
    // The row has expired: housekeeping removes it if the probe cannot.
    this.insert = database.prepare(
      `INSERT INTO message (id, notification, expires_at) VALUES ('', hex(zeroblob(${SIZE} / 2)), 0)
       ON CONFLICT DO UPDATE SET notification = excluded.notification`,
    );
    this.remove = database.prepare("DELETE FROM message WHERE id = ''");
  }

  /** @throws Error of SQLite if transactions have failed since the last probe, and a probe fails too. */
  async check(): Promise<void> {
    const { failedCommits } = this.writes;
    if (failedCommits === this.followed) return;
    await this.writes.run(() => this.insert.run());
    await this.writes.run(() => this.remove.run());
    this.followed = failedCommits;
  }
}
