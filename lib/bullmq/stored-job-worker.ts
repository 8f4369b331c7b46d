import { Logger } from '@nestjs/common';
import { Job as BullJob, Worker, type JobJson } from 'bullmq';
import { logText } from '../common/log-text.js';
import { UnreadableJobError } from '../durable/errors.js';
import type { StoredJob } from './stored-job.js';

/** A job with empty data if the stored data is damaged; BullMQ would fail to create the job. */
export class StoredBullJob extends BullJob<StoredJob> {
  static override fromJSON<T, R, N extends string>(
    queue: Parameters<typeof BullJob.fromJSON>[0],
    json: JobJson,
    id?: string,
  ): BullJob<T, R, N> {
    return super.fromJSON(queue, hasData(json) ? json : { ...json, data: '{}' }, id);
  }
}

/**
 * Takes jobs even with damaged data: BullMQ would fail to create such a job, leave it active and
 * try again forever.
 */
export class StoredJobWorker extends Worker<StoredJob> {
  protected override get Job(): typeof BullJob {
    return StoredBullJob as typeof BullJob;
  }
}

/** Logs each job that has become a dead letter because it cannot be read. */
export function logUnreadableJobs(worker: Worker<StoredJob>): void {
  const logger = new Logger('MisfitNotification');
  worker.on('failed', (job, error) => {
    if (!(error instanceof UnreadableJobError)) return;
    const id = logText(job?.id ?? '');
    logger.error(`A stored job cannot be read: ${error.reason}. It is dead letter ${id} now`);
  });
}

function hasData({ data }: JobJson): boolean {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
