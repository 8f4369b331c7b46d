import { DelayedError, type Job as BullJob, type Worker } from 'bullmq';
import type { StoredJob } from './stored-job.js';

/** Milliseconds that a parked job waits at most until it looks again. */
const MAX_PARKING = 5 * 60 * 1_000;

/**
 * Keeps the order of a chain: a job that comes after another is parked among the delayed ones until
 * that one has ended, which releases it. Parked jobs also wake up by themselves, ever more rarely, in
 * case a crash came between an end and the release.
 *
 * Flows of BullMQ would do so too, but adding a flow again after one of its children has failed makes
 * the parent wait for that child once more, even if it runs already: it cannot complete then, and
 * runs twice.
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

  /** @throws DelayedError when it is not the job's turn; the job is parked then. */
  async awaitTurn(job: BullJob<StoredJob>, token: string): Promise<void> {
    const { after } = job.data;
    if (after === undefined || (await this.hasEnded(after))) return;
    const parking = Math.min(this.parking * 2 ** (job.attemptsStarted - 1), MAX_PARKING);
    await job.moveToDelayed(Date.now() + parking, token);
    // It may have ended since, and found nothing parked to release.
    if (await this.hasEnded(after)) await this.release(job.id);
    throw new DelayedError();
  }

  private async hasEnded(id: string): Promise<boolean> {
    return (await this.worker.getBackend().isFinished(id)) !== 0;
  }

  private async release(id: string | undefined): Promise<void> {
    if (id === undefined) return;
    try {
      await this.worker.getBackend().promote(id);
    } catch {
      // It is not parked any more, or will wake up by itself.
    }
  }
}
