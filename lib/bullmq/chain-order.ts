import { DelayedError, type Job as BullJob, type Worker } from 'bullmq';
import { jobIdOf, parseJobId } from '../durable/job-id.js';
import type { StoredJob } from './stored-job.js';

/** Longest time until a parked job checks again, in ms. */
const MAX_PARKING = 5 * 60 * 1_000;

/**
 * Keeps the order of a chain: a job is parked among the delayed jobs until the job before it ends
 * and releases it. Parked jobs also wake up by themselves, at growing intervals, in case a crash
 * prevented the release.
 *
 * Flows of BullMQ would do this too, but adding a flow again after one of its children has failed
 * makes the parent wait for that child again even if the parent is running: it then cannot
 * complete, and runs twice.
 */
export class ChainOrder {
  constructor(
    private readonly worker: Worker<StoredJob>,
    private readonly parking: number,
  ) {
    worker.on('completed', ({ data }) => void this.release(data.next));
    worker.on('failed', (job) => {
      if (job?.finishedOn !== undefined) void this.release(job.data.next);
    });
  }

  /** @throws DelayedError if it is not the job's turn; the job is then parked. */
  async awaitTurn(job: BullJob<StoredJob>, isReadable: boolean, token: string): Promise<void> {
    for (const earlier of earlierThan(job, isReadable)) {
      if (await this.hasEnded(earlier)) continue;
      const parking = Math.min(this.parking * 2 ** (job.attemptsStarted - 1), MAX_PARKING);
      await job.moveToDelayed(Date.now() + parking, token);
      // The earlier job may have ended meanwhile, before this one was parked.
      if (await this.hasEnded(earlier)) await this.release(job.id);
      throw new DelayedError();
    }
  }

  private async hasEnded(id: string): Promise<boolean> {
    return (await this.worker.getBackend().isFinished(id)) !== 0;
  }

  private async release(id: string | undefined): Promise<void> {
    if (id === undefined) return;
    try {
      await this.worker.getBackend().promote(id);
    } catch {
      // The job is no longer parked, or will wake up by itself.
    }
  }
}

/** Ids of the jobs that have to end before this one may run, the last one first. */
function earlierThan({ id, data }: BullJob<StoredJob>, isReadable: boolean): readonly string[] {
  const { after }: { after?: unknown } = data;
  if (typeof after === 'string') return [after];
  const identity = isReadable ? undefined : parseJobId(id ?? '');
  if (identity === undefined) return [];
  // Its chain cannot be read: it may be any of the handler's earlier jobs for the message.
  return Array.from({ length: identity.index }, (_, distance) =>
    jobIdOf({ ...identity, index: identity.index - 1 - distance }),
  );
}
