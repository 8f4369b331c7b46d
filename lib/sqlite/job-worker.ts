import { setImmediate as immediate } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { describeError } from '../common/describe-error.js';
import { LogThrottle } from '../common/log-throttle.js';
import { logText } from '../common/log-text.js';
import { sleep } from '../common/sleep.js';
import { resolvesWithin } from '../common/with-timeout.js';
import type { JobOutcome } from '../durable/job-outcome.js';
import type { JobRunner } from '../durable/job-queue.js';
import type { Claim, ClaimedJob, UnreadableJob } from './claim.js';
import type { GroupCommit, Write } from './group-commit.js';
import type { JobTable } from './job-table.js';

/** Wait before a failed write is repeated, in ms. */
const WRITE_RETRY_PAUSE = 1_000;

/** Longest time between two checks for due jobs, in ms: the clock may have been changed. */
const MAX_SLEEP = 60_000;

/** Runs due jobs, at most `concurrency` at once, and records their outcomes. */
export class JobWorker {
  private readonly logger = new Logger('MisfitNotification');
  /** The disk may be full for hours: the log is on a disk, too. */
  private readonly problems = new LogThrottle({
    subject: 'problems with the SQLite file',
    write: (line) => this.logger.error(line),
    clock: () => performance.now(),
  });
  private readonly running = new Set<ClaimedJob>();
  private readonly ends = new Set<Promise<void>>();
  private isOpen = true;
  private isTaking = true;
  /** Whether a claim may find anything. */
  private mayBeDue = true;
  /** Whether the time of the next due job is unknown; it may be now. */
  private isDueUnknown = true;
  private timer: NodeJS.Timeout | undefined;
  /** On the clock of `performance.now()`. */
  private timerAt = Infinity;

  constructor(
    private readonly table: JobTable,
    private readonly runner: JobRunner,
    private readonly writes: GroupCommit,
    private readonly concurrency: number,
  ) {
    this.claimNext();
  }

  /** Call after jobs were added or became ready. */
  wake(): void {
    this.mayBeDue = true;
    this.claimNext();
  }

  /** Claims jobs in the next transaction, after its writes have added or released some. */
  private claimNext(): void {
    this.writes.runLast(() => this.nextClaim());
  }

  private nextClaim(): Write<Claim> | undefined {
    const places = this.concurrency - this.running.size;
    if (!this.isTaking || !this.mayBeDue || places <= 0) return undefined;
    return {
      work: () => {
        if (this.isDueUnknown) this.table.admit(places);
        return this.table.claim(places);
      },
      resolve: (claim) => this.take(claim, places),
      reject: (error) => {
        this.report('CLAIM_FAILED', 'Could not claim jobs', error);
        this.mayBeDue = false;
        this.wakeIn(WRITE_RETRY_PAUSE);
      },
    };
  }

  /** @param timeout time limit for running jobs, in ms. */
  async stop(timeout: number): Promise<void> {
    this.isTaking = false;
    clearTimeout(this.timer);
    await resolvesWithin(Promise.all(this.ends), timeout);
    this.isOpen = false;
    this.problems.flush();
  }

  private take({ jobs, unreadable }: Claim, places: number): void {
    this.mayBeDue = jobs.length === places;
    if (unreadable.length > 0) this.reportUnreadable(unreadable);
    if (!this.mayBeDue && this.isDueUnknown) {
      this.isDueUnknown = false;
      this.wakeIn(this.timeToNextDue());
    }
    if (jobs.length === 0) return;
    // Requests that wait for the transaction are answered first.
    const answered = immediate();
    for (const job of jobs) {
      this.running.add(job);
      const end = this.work(job, answered).finally(() => this.ends.delete(end));
      this.ends.add(end);
    }
  }

  private reportUnreadable(unreadable: readonly UnreadableJob[]): void {
    for (const { id, reason } of unreadable) {
      const letter = logText(id);
      this.logger.error(`A stored job cannot be read: ${reason}. It is dead letter ${letter} now`);
    }
    // Unreadable jobs took the places of others, or others waited for them.
    this.wake();
  }

  private async work(job: ClaimedJob, answered: Promise<void>): Promise<void> {
    await answered;
    const begin = () => this.begin(job);
    const outcome = this.isTaking ? await this.runner.run(job, job.attempts, begin) : UNTOUCHED;
    // The transaction that records the outcome may claim the next job.
    this.running.delete(job);
    await this.record(job, outcome);
    if (outcome.status === 'failed') this.wakeIn(timeTo(outcome.retryAt.getTime()));
    if (outcome.status === 'postponed') this.wakeIn(timeTo(outcome.at.getTime()));
  }

  private async begin(job: ClaimedJob): Promise<void> {
    await this.writes.run(() => this.table.begin(job));
    job.isCounted = true;
  }

  private async record(job: ClaimedJob, outcome: JobOutcome): Promise<void> {
    while (this.isOpen) {
      if (job.next !== null) this.mayBeDue = true;
      try {
        const recorded = this.writes.run(() => this.table.record(job, outcome));
        this.claimNext();
        await recorded;
        return;
      } catch (error) {
        this.report('RECORD_FAILED', 'Outcome of a job not recorded yet', error);
        await sleep(WRITE_RETRY_PAUSE);
      }
    }
  }

  private report(code: string, what: string, error: unknown): void {
    const { message } = describeError(error);
    if (this.problems.admit(code, message)) this.logger.error(`${what}: ${message}`);
  }

  private timeToNextDue(): number {
    try {
      return timeTo(this.table.nextDue() ?? Infinity);
    } catch {
      return WRITE_RETRY_PAUSE;
    }
  }

  private wakeIn(milliseconds: number): void {
    const wait = Math.min(Math.max(milliseconds, 1), MAX_SLEEP);
    const time = performance.now() + wait;
    if (!this.isTaking || time >= this.timerAt) return;
    clearTimeout(this.timer);
    this.timerAt = time;
    this.timer = setTimeout(() => {
      this.timerAt = Infinity;
      this.isDueUnknown = true;
      this.wake();
    }, wait);
  }
}

/** Outcome of a job that was claimed but not started: it stays as it was. */
const UNTOUCHED: JobOutcome = { status: 'postponed', at: new Date(0) };

/** Time until the system clock shows a time, in ms, unless the clock is changed. */
function timeTo(time: number): number {
  return time - Date.now();
}
