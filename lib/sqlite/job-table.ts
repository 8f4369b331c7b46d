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
import { JOB_COLUMNS } from './job-row.js';
import { LAST_TIME, placeInLine } from './line-place.js';
import type { SqliteDatabase } from './sqlite-database.js';
import type { WallClock } from './wall-clock.js';

type OwnedJob = Pick<ClaimedJob, 'id' | 'next' | 'run'> & Partial<Pick<ClaimedJob, 'notification'>>;

type DeadOutcome = Extract<JobOutcome, { readonly status: 'dead' }>;

/** The statements on jobs and messages. Call each within a transaction. */
export class JobTable {
  private nextId: number;
  /** Random, so that even a process that bypasses the lock uses other numbers. */
  private nextRun = randomInt(2 ** 47);
  private damage: SqliteFileError | undefined;

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
  private readonly earliestDue = this.prepare(
    `SELECT min(due_at) AS due FROM job WHERE state = 'ready' AND due_at >= 0`,
  );

  constructor(
    private readonly database: SqliteDatabase,
    private readonly clock: WallClock,
  ) {
    const row = this.prepare('SELECT max(id) AS greatest FROM job').get();
    this.nextId = ((row as { greatest: number | null }).greatest ?? 0) + 1;
  }

  /** @returns whether the message was new; nothing is added otherwise. */
  add({ notification, chains }: JobBatch, retention: number): boolean {
    // Jobs that no claim can read would be accepted but never run.
    if (this.damage !== undefined) throw this.damage;
    const now = this.clock.now();
    const { messageId } = notification;
    const stored = JSON.stringify(storeNotification(notification));
    const { changes } = this.insertMessage.run(messageId, stored, now + retention);
    if (Number(changes) === 0) return false;
    for (const chain of chains) this.addChain(chain, now);
    return true;
  }

  /** Puts up to `limit` due jobs in line. */
  admit(limit: number): void {
    this.admitDue.run(this.clock.now(), limit);
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

  /** Does nothing if another run owns the job meanwhile. */
  settle(job: OwnedJob, outcome: JobOutcome): void {
    const { id, run } = job;
    switch (outcome.status) {
      case 'done':
        if (Number(this.remove.run(id, run).changes) > 0) this.release(job.next);
        return;
      case 'dead':
        if (this.buryWith(outcome, job)) this.release(job.next);
        return;
      case 'failed':
        this.retry.run(this.dueAt(outcome.retryAt), 0, id, run);
        return;
      case 'postponed':
        this.retry.run(this.dueAt(outcome.at), 1, id, run);
    }
  }

  /** When the next waiting job is due. */
  nextDue(): number | undefined {
    const { due } = this.earliestDue.get() as { due: number | null };
    return due ?? undefined;
  }

  private claimDue(limit: number): Claim {
    const run = this.nextRun++;
    const rows = this.claimReady.all(run, limit) as ClaimedRow[];
    const jobs: ClaimedJob[] = [];
    const unreadable: UnreadableJob[] = [];
    for (const row of rows) {
      try {
        jobs.push(readClaimed(row, run));
      } catch (error) {
        if (!(error instanceof UnreadableJobError)) throw error;
        this.giveUp(row, run, error);
        unreadable.push({ id: letterIdOf(row), reason: error.reason });
      }
    }
    return { jobs: jobs.toSorted((a, b) => a.id - b.id), unreadable };
  }

  private giveUp({ id, next, attempts }: ClaimedRow, run: number, { message }: Error): void {
    // This claim was not an attempt: the handler has not run.
    const before = Math.max(attempts - 1, 0);
    this.settle({ id, next, run }, { status: 'dead', attempts: before, error: { message } });
  }

  private addChain(chain: JobChain, now: number): void {
    const place = placeInLine(now);
    chain.forEach(({ messageId, index, handler, update }, link) => {
      const id = this.nextId++;
      const next = link < chain.length - 1 ? id + 1 : null;
      const state = link === 0 ? 'ready' : 'blocked';
      const content = JSON.stringify(update);
      this.insertJob.run(id, messageId, index, handler, content, next, state, place);
    });
  }

  /** Replaces past times by now: otherwise such a job would stay ahead of all others. */
  private dueAt(time: Date): number {
    const now = this.clock.now();
    return time.getTime() > now ? time.getTime() : placeInLine(now);
  }

  private buryWith({ attempts, error }: DeadOutcome, job: OwnedJob): boolean {
    const { id, run, notification } = job;
    // With a clock that starts in 1970, the dead letter would soon expire.
    const failedAt = Math.max(this.clock.now(), notification?.timestamp.getTime() ?? 0);
    const { changes } = this.bury.run(failedAt, attempts, JSON.stringify(error), id, run);
    return Number(changes) > 0;
  }

  private release(next: number | null): void {
    if (next !== null) this.unblock.run(placeInLine(this.clock.now()), next);
  }

  private prepare(sql: string) {
    return this.database.prepare(sql);
  }
}
