import { UnreadableJobError } from '../durable/errors.js';
import type { Job } from '../durable/job.js';
import { readJob, type JobRow } from './job-row.js';

/** A job that a run of this process owns. */
export interface ClaimedJob extends Job {
  readonly id: number;
  readonly next: number | null;
  readonly run: number;
  /** Number of runs started, including this one. */
  readonly attempts: number;
  /** Whether `attempts` in the file includes this run. */
  isCounted: boolean;
}

/** A job that could not be read and became a dead letter. */
export interface UnreadableJob {
  /** Id of the dead letter. */
  readonly id: string;
  readonly reason: string;
}

/** The result of a claim. */
export interface Claim {
  readonly jobs: readonly ClaimedJob[];
  readonly unreadable: readonly UnreadableJob[];
}

/** Columns that a claiming statement must return. */
export interface ClaimedRow extends JobRow {
  readonly next: number | null;
}

/** More attempts than any job has had. */
export const MAX_ATTEMPTS = 2 ** 31 - 1;

/** @throws UnreadableJobError that names what is damaged. */
export function readClaimed(row: ClaimedRow, run: number): ClaimedJob {
  const { id, next, attempts } = row;
  const job = readJob(row);
  if (attempts < 1 || attempts > MAX_ATTEMPTS) {
    throw new UnreadableJobError('its number of attempts is out of range');
  }
  return Object.assign(job, { id, next, run, attempts, isCounted: true });
}
