import type { JobsOptions } from 'bullmq';
import { UnreadableJobError } from '../durable/errors.js';
import type { Job, JobBatch, JobChain } from '../durable/job.js';
import { jobIdOf, parseJobId } from '../durable/job-id.js';
import { restoreJob } from '../durable/restore-job.js';
import { storeNotification, type StoredNotification } from '../durable/stored-notification.js';
import type { MisfitUpdate } from '../misfit/misfit-update.js';

/** A job as BullMQ's data; its message, index and handler are in its id. */
export interface StoredJob {
  readonly update: MisfitUpdate;
  readonly notification: StoredNotification;
  /** Id of the job that has to end before this one may run. */
  readonly after?: string;
  /** Id of the job that waits for this one. */
  readonly next?: string;
}

/** What BullMQ is to add. */
export interface NewJob {
  readonly id: string;
  /** The handler, for those who look at the queue with a dashboard. */
  readonly name: string;
  readonly data: StoredJob;
  readonly opts: JobsOptions;
}

const EVERY_JOB: JobsOptions = {
  // How often a job is tried, and when, the runner decides.
  attempts: 2 ** 31 - 1,
  backoff: { type: 'custom' },
  stackTraceLimit: 1,
};

/** @param parkedFor milliseconds after which a job that waits for another looks after it. */
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
  if (identity === undefined) throw new UnreadableJobError('its id is none of this queue');
  const { update, notification }: { update?: unknown; notification?: unknown } = data;
  return restoreJob(identity, update, notification);
}
