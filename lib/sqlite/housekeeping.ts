import { Logger } from '@nestjs/common';
import { describeError } from '../common/describe-error.js';
import type { GroupCommit } from './group-commit.js';
import type { SqliteDatabase, SqliteStatement } from './sqlite-database.js';

/** Milliseconds between two rounds. */
const INTERVAL = 60_000;

/** Rows that one transaction removes: others wait for it. */
const BATCH = 1_000;

/** Forgets messages that can no longer come again, and dead letters that nobody has looked after. */
export class Housekeeping {
  private readonly logger = new Logger('MisfitNotification');
  private readonly timer: NodeJS.Timeout;
  private readonly expired: SqliteStatement;
  private readonly stale: SqliteStatement;
  private isStopped = false;

  constructor(
    database: SqliteDatabase,
    private readonly writes: GroupCommit,
    private readonly deadLetterRetention: number,
  ) {
    this.expired = database.prepare(
      `DELETE FROM message WHERE id IN (
         SELECT id FROM message WHERE expires_at <= ?
           AND NOT EXISTS (SELECT 1 FROM job WHERE job.message_id = message.id) LIMIT ${BATCH})`,
    );
    this.stale = database.prepare(
      `DELETE FROM job WHERE id IN (
         SELECT id FROM job WHERE state = 'dead' AND failed_at <= ? LIMIT ${BATCH})`,
    );
    this.timer = setInterval(() => void this.sweep(), INTERVAL);
    this.timer.unref();
  }

  async sweep(): Promise<void> {
    try {
      const dropped = await this.removeAll(this.stale, Date.now() - this.deadLetterRetention);
      if (dropped > 0) this.logger.warn(`${dropped} dead letters were dropped: nobody wanted them`);
      await this.removeAll(this.expired, Date.now());
    } catch (error) {
      this.logger.error(`What has expired cannot be removed: ${describeError(error).message}`);
    }
  }

  stop(): void {
    this.isStopped = true;
    clearInterval(this.timer);
  }

  private async removeAll(statement: SqliteStatement, until: number): Promise<number> {
    let removed = 0;
    for (let last = BATCH; last === BATCH && !this.isStopped; removed += last) {
      last = await this.writes.run(() => Number(statement.run(until).changes));
    }
    return removed;
  }
}
