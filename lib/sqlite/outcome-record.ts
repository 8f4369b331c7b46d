import type { JobOutcome } from '../durable/job-outcome.js';
import type { ClaimedJob } from './claim.js';
import type { JobCounts } from './job-counts.js';
import { placeInLine } from './line-place.js';
import type { SqliteDatabase } from './sqlite-database.js';
import type { WallClock } from './wall-clock.js';

/** A running job whose outcome can be recorded. Without a notification if it is unreadable. */
export type OwnedJob = Pick<ClaimedJob, 'id' | 'next' | 'run' | 'isCounted'> &
  Partial<Pick<ClaimedJob, 'notification'>>;

type DeadOutcome = Extract<JobOutcome, { readonly status: 'dead' }>;

/** The statements that record outcomes of jobs. Call within a transaction. */
export class OutcomeRecord {
  private readonly remove = this.prepare(
    `DELETE FROM job WHERE id = ? AND state = 'running' AND run = ?`,
  );
  private readonly retry = this.prepare(
    `UPDATE job SET state = 'ready', run = NULL, due_at = ?, attempts = attempts - ?
     WHERE id = ? AND state = 'running' AND run = ?`,
  );
  private readonly bury = this.prepare(
    `UPDATE job SET state = 'dead', run = NULL, next = NULL, failed_at = ?, attempts = ?, error = ?
     WHERE id = ? AND state = 'running' AND run = ?`,
  );
  private readonly unblock = this.prepare(
    `UPDATE job SET state = 'ready', due_at = ? WHERE id = ? AND state = 'blocked'`,
  );

  constructor(
    private readonly database: SqliteDatabase,
    private readonly counts: JobCounts,
    private readonly clock: WallClock,
  ) {}

  /** @returns whether the job still belonged to this run; nothing is changed otherwise. */
  write(job: OwnedJob, outcome: JobOutcome): boolean {
    switch (outcome.status) {
      case 'done':
        return this.end(job, undefined, this.remove.run(job.id, job.run).changes);
      case 'dead':
        return this.end(job, 'dead', this.buryWith(outcome, job));
      case 'failed':
        return this.putBack(job, outcome.retryAt, 0);
      case 'postponed':
        break;
    }
    return this.putBack(job, outcome.at, job.isCounted ? 1 : 0);
  }

  private end({ next }: OwnedJob, to: 'dead' | undefined, changes: number | bigint): boolean {
    if (Number(changes) === 0) return false;
    this.counts.move(1, 'running', to);
    if (next === null) return true;
    const { changes: released } = this.unblock.run(placeInLine(this.clock.now()), next);
    this.counts.move(Number(released), 'delayed', 'waiting');
    return true;
  }

  private buryWith({ attempts, error }: DeadOutcome, job: OwnedJob): number | bigint {
    const { id, run, notification } = job;
    // With a clock that starts in 1970, the dead letter would soon expire.
    const failedAt = Math.max(this.clock.now(), notification?.timestamp.getTime() ?? 0);
    return this.bury.run(failedAt, attempts, JSON.stringify(error), id, run).changes;
  }

  /** @param refund number of attempts that do not count. */
  private putBack({ id, run }: OwnedJob, time: Date, refund: number): boolean {
    const now = this.clock.now();
    // A past time would keep the job ahead of all others.
    const isDue = time.getTime() <= now;
    const dueAt = isDue ? placeInLine(now) : time.getTime();
    const { changes } = this.retry.run(dueAt, refund, id, run);
    this.counts.move(Number(changes), 'running', isDue ? 'waiting' : 'delayed');
    return Number(changes) > 0;
  }

  private prepare(sql: string) {
    return this.database.prepare(sql);
  }
}
