import type { JobsOptions } from 'bullmq';
import { UnreadableJobError } from '../durable/errors.js';
import type { Job, JobBatch, JobChain } from '../durable/job.js';
import { jobIdOf, parseJobId } from '../durable/job-id.js';
import { restoreJob } from '../durable/restore-job.js';
import { storeNotification, type StoredNotification } from '../durable/stored-notification.js';
import type { MisfitUpdate } from '../misfit/misfit-update.js';

/** The data of a BullMQ job. Its message, index and handler are in the job's id. */
export interface StoredJob {
  readonly update: MisfitUpdate;
  readonly notification: StoredNotification;
  /** Id of the job that has to end before this one may run. */
  readonly after?: string;
  /** Id of the job that waits for this one. */
  readonly next?: string;
  /** When it was replayed as a dead letter, in ms since 1970. */
  readonly replayedAt?: number;
}

/** A job to add to BullMQ. */
export interface NewJob {
  readonly id: string;
  /** The handler, shown in dashboards. */
  readonly name: string;
  readonly data: StoredJob;
  readonly opts: JobsOptions;
}

/** BullMQ's options of a job that may run at once. */
export const EVERY_JOB: JobsOptions = {
  // The runner decides how often and when a job is retried.
  attempts: 2 ** 31 - 1,
  backoff: { type: 'custom' },
  stackTraceLimit: 1,
};

/** @param parkedFor time after which a parked job checks the job before it, in ms. */
export function newJobsOf({ chains }: JobBatch, parkedFor: number): NewJob[] {
  return chains.flatMap((chain) => newJobsOfChain(chain, parkedFor));
}

function newJobsOfChain(chain: JobChain, parkedFor: number): NewJob[] {
  const ids = chain.map(jobIdOf);
  return chain.map(({ handler, update, notification }, index) => {
    const after = ids[index - 1];
    const next = ids[index + 1];
    return {
      id: ids[index] as string,
      name: handler,
      data: {
        update,
        notification: storeNotification(notification),
        ...(after !== undefined && { after }),
        ...(next !== undefined && { next }),
      },
      opts: after === undefined ? EVERY_JOB : { ...EVERY_JOB, delay: parkedFor },
    };
  });
}

/** @throws UnreadableJobError that names what is damaged. */
export function readJob(id: string | undefined, data: StoredJob): Job {
  const identity = parseJobId(id ?? '');
  if (identity === undefined) throw new UnreadableJobError('its id does not belong to this queue');
  const { update, notification }: { update?: unknown; notification?: unknown } = data;
  return restoreJob(identity, update, notification);
}
