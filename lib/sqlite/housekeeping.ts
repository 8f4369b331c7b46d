import { Logger } from '@nestjs/common';
import { describeError } from '../common/describe-error.js';
import { MAX_CLOCK_LEAD } from '../durable/clock-lead.js';
import type { GroupCommit } from './group-commit.js';
import type { JobCounts } from './job-counts.js';
import type { SqliteDatabase, SqliteStatement } from './sqlite-database.js';
import { CLOCK_TOLERANCE, type WallClock } from './wall-clock.js';

/** Time between two rounds, in ms. */
const INTERVAL = 60_000;

/** Rows per transaction: other work waits for it. */
const BATCH = 1_000;

/** Time until a message that still has jobs or dead letters is checked again, in ms. */
const LOOK_AGAIN = 60 * 60 * 1000;

const EXPIRED = `SELECT id FROM message WHERE expires_at <= ? ORDER BY expires_at LIMIT ${BATCH}`;
const HAS_JOBS = 'EXISTS (SELECT 1 FROM job WHERE job.message_id = message.id)';

/** Retention times, in ms. */
export interface Retentions {
  readonly message: number;
  readonly deadLetter: number;
}

/** Deletes messages that SNS can no longer deliver again, and expired dead letters. */
export class Housekeeping {
  private readonly logger = new Logger('MisfitNotification');
  private readonly timer: NodeJS.Timeout;
  private readonly keep: SqliteStatement;
  private readonly forget: SqliteStatement;
  private readonly drop: SqliteStatement;
  private isStopped = false;

  constructor(
    database: SqliteDatabase,
    private readonly writes: GroupCommit,
    private readonly counts: JobCounts,
    private readonly clock: WallClock,
    private readonly retentions: Retentions,
  ) {
    this.keep = database.prepare(
      `UPDATE message SET expires_at = ? WHERE id IN (${EXPIRED}) AND ${HAS_JOBS}`,
    );
    this.forget = database.prepare(
      `DELETE FROM message WHERE id IN (${EXPIRED}) AND NOT ${HAS_JOBS}`,
    );
    this.drop = database.prepare(
      `DELETE FROM job WHERE id IN (
         SELECT id FROM job WHERE state = 'dead' AND failed_at <= ? LIMIT ${BATCH})`,
    );
    this.timer = setInterval(() => void this.sweep(), INTERVAL);
    this.timer.unref();
  }

  async sweep(): Promise<void> {
    const now = this.clock.now();
    const certain = now - this.possibleLead();
    try {
      const dropped = await this.inBatches(() => this.dropLetters(certain));
      if (dropped > 0) {
        this.logger.warn(`${dropped} dead letters were deleted: deadLetterRetention is over`);
      }
      await this.inBatches(() => this.forgetMessages(certain, now));
    } catch (error) {
      this.logger.error(`What has expired cannot be removed: ${describeError(error).message}`);
    }
  }

  stop(): void {
    this.isStopped = true;
    clearInterval(this.timer);
  }

  /**
   * Time by which the clock may be ahead of the clock that set the times in the file, in ms. If
   * this process has seen no step for the retention time of a message, it has measured that whole
   * time for each expired message.
   */
  private possibleLead(): number {
    const isCertain = this.clock.steadyFor() > this.retentions.message;
    return isCertain ? 2 * CLOCK_TOLERANCE : MAX_CLOCK_LEAD;
  }

  private dropLetters(now: number): number {
    const dropped = Number(this.drop.run(now - this.retentions.deadLetter).changes);
    this.counts.move(dropped, 'dead', undefined);
    return dropped;
  }

  private forgetMessages(expiry: number, now: number): number {
    const kept = Number(this.keep.run(now + LOOK_AGAIN, expiry).changes);
    return kept + Number(this.forget.run(expiry).changes);
  }

  /** @returns the total number of rows. */
  private async inBatches(work: () => number): Promise<number> {
    let done = 0;
    for (let last = 1; last > 0 && !this.isStopped; done += last) {
      last = await this.writes.run(work);
    }
    return done;
  }
}
