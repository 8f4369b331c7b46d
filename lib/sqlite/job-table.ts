import { randomInt } from 'node:crypto';
import { UnreadableJobError } from '../durable/errors.js';
import type { JobBatch, JobChain } from '../durable/job.js';
import type { JobOutcome } from '../durable/job-outcome.js';
import { storeNotification } from '../durable/stored-notification.js';
import {
  MAX_ATTEMPTS,
  readClaimed,
  type Claim,
  type ClaimedJob,
  type ClaimedRow,
  type UnreadableJob,
} from './claim.js';
import { letterIdOf } from './dead-letter-row.js';
import { damagedFile, isDamage, type SqliteFileError } from './errors.js';
import type { JobCounts } from './job-counts.js';
import { JOB_COLUMNS } from './job-row.js';
import { LAST_TIME, placeInLine } from './line-place.js';
import { OutcomeRecord, type OwnedJob } from './outcome-record.js';
import type { SqliteDatabase } from './sqlite-database.js';
import type { WallClock } from './wall-clock.js';

/** The statements on jobs and messages. Call each within a transaction. */
export class JobTable {
  private nextId: number;
  /** Random, so that even a process that bypasses the lock uses other numbers. */
  private nextRun = randomInt(2 ** 47);
  private damage: SqliteFileError | undefined;
  private readonly outcomes: OutcomeRecord;

  private readonly insertMessage = this.prepare(
    'INSERT INTO message (id, notification, expires_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  private readonly insertJob = this.prepare(
    `INSERT INTO job (id, message_id, position, handler, content, next, state, due_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  private readonly admitDue = this.prepare(
    `UPDATE job SET due_at = due_at - ${LAST_TIME} WHERE id IN (
       SELECT id FROM job WHERE state = 'ready' AND due_at BETWEEN 0 AND ?
       ORDER BY due_at, id LIMIT ?
     )`,
  );
  private readonly claimReady = this.prepare(
    `UPDATE job SET state = 'running', run = ?, attempts = min(attempts, ${MAX_ATTEMPTS}) + 1
     WHERE id IN (
       SELECT id FROM job WHERE state = 'ready' AND due_at < 0 ORDER BY due_at, id LIMIT ?
     )
     RETURNING ${JOB_COLUMNS}, CAST(next AS REAL) AS next`,
  );
  private readonly changeAttempts = this.prepare(
    `UPDATE job SET attempts = attempts + ? WHERE id = ? AND state = 'running' AND run = ?`,
  );
  private readonly earliestDue = this.prepare(
    `SELECT min(due_at) AS due FROM job WHERE state = 'ready' AND due_at >= 0`,
  );

  constructor(
    private readonly database: SqliteDatabase,
    private readonly counts: JobCounts,
    private readonly clock: WallClock,
    /** Whether a job of a handler may wait between its claim and its run. */
    private readonly mayWait: (handler: string) => boolean,
  ) {
    this.outcomes = new OutcomeRecord(database, counts, clock);
    const row = this.prepare('SELECT max(id) AS greatest FROM job').get();
    this.nextId = ((row as { greatest: number | null }).greatest ?? 0) + 1;
  }

  /** @returns whether the message was new; nothing is added otherwise. */
  add({ notification, chains }: JobBatch, retention: number): boolean {
    this.refuseWhileDamaged();
    const now = this.clock.now();
    const { messageId } = notification;
    const stored = JSON.stringify(storeNotification(notification));
    const { changes } = this.insertMessage.run(messageId, stored, now + retention);
    if (Number(changes) === 0) return false;
    for (const chain of chains) this.addChain(chain, now);
    return true;
  }

  /**
   * Jobs that no claim can read would be accepted but never run.
   *
   * @throws SqliteFileError with the code `DAMAGED` if the last claim failed because of that.
   */
  refuseWhileDamaged(): void {
    if (this.damage !== undefined) throw this.damage;
  }

  /** Puts up to `limit` due jobs in line. */
  admit(limit: number): void {
    const { changes } = this.admitDue.run(this.clock.now(), limit);
    this.counts.move(Number(changes), 'delayed', 'waiting');
  }

  /**
   * Claims up to `limit` jobs in line for this process. An unreadable job does not affect the
   * others.
   */
  claim(limit: number): Claim {
    try {
      this.damage = undefined;
      return this.claimDue(limit);
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.damage = damagedFile(error);
      throw this.damage;
    }
  }

  /** Counts the run of a job that may have waited since its claim. */
  begin({ id, run }: ClaimedJob): void {
    this.changeAttempts.run(1, id, run);
  }

  /** @returns whether the job still belonged to this run; nothing is changed otherwise. */
  record(job: OwnedJob, outcome: JobOutcome): boolean {
    return this.outcomes.write(job, outcome);
  }

  /** When the next waiting job is due. */
  nextDue(): number | undefined {
    const { due } = this.earliestDue.get() as { due: number | null };
    return due ?? undefined;
  }

  private claimDue(limit: number): Claim {
    const run = this.nextRun++;
    const rows = this.claimReady.all(run, limit) as ClaimedRow[];
    this.counts.move(rows.length, 'waiting', 'running');
    const jobs: ClaimedJob[] = [];
    const unreadable: UnreadableJob[] = [];
    for (const row of rows) {
      try {
        jobs.push(this.uncount(readClaimed(row, run)));
      } catch (error) {
        if (!(error instanceof UnreadableJobError)) throw error;
        this.giveUp(row, run, error);
        unreadable.push({ id: letterIdOf(row), reason: error.reason });
      }
    }
    return { jobs: jobs.toSorted((a, b) => a.id - b.id), unreadable };
  }

  /** A job that waits has not started: a crash meanwhile must not use up its attempts. */
  private uncount(job: ClaimedJob): ClaimedJob {
    if (!this.mayWait(job.handler)) return job;
    this.changeAttempts.run(-1, job.id, job.run);
    job.isCounted = false;
    return job;
  }

  private giveUp({ id, next, attempts }: ClaimedRow, run: number, { message }: Error): void {
    // This claim was not an attempt: the handler has not run.
    const before = Math.max(attempts - 1, 0);
    this.record(
      { id, next, run, isCounted: true },
      { status: 'dead', attempts: before, error: { message } },
    );
  }

  private addChain(chain: JobChain, now: number): void {
    const place = placeInLine(now);
    chain.forEach(({ messageId, index, handler, update }, link) => {
      const id = this.nextId++;
      const next = link < chain.length - 1 ? id + 1 : null;
      const state = link === 0 ? 'ready' : 'blocked';
      const content = JSON.stringify(update);
      this.insertJob.run(id, messageId, index, handler, content, next, state, place);
      this.counts.move(1, undefined, link === 0 ? 'waiting' : 'delayed');
    });
  }

  private prepare(sql: string) {
    return this.database.prepare(sql);
  }
}
