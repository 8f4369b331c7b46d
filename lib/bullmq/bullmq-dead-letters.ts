import type { Job as BullJob } from 'bullmq';
import type {
  DeadLetterFilter,
  DeadLetterPage,
  DeadLetterStore,
  StoredDeadLetter,
  UnreadableDeadLetter,
} from '../delivery/dead-letter-store.js';
import { cursorAfter, parseCursor } from '../durable/dead-letter-cursor.js';
import { queueUnavailable, ReplayConflictError, UnreadableJobError } from '../durable/errors.js';
import { jobIdOf, parseJobId } from '../durable/job-id.js';
import { FailedSet } from './failed-set.js';
import type { QueueStorage } from './queue-storage.js';
import { EVERY_JOB, readJob } from './stored-job.js';
import { FIELDS } from './waiting-runs.js';

/** Dead letters that are replayed or removed concurrently. */
const WIDTH = 50;

/** Stores dead letters as failed jobs of BullMQ. */
export class BullmqDeadLetters implements DeadLetterStore {
  constructor(
    private readonly storage: () => QueueStorage,
    private readonly maxAttemptsOf: (handler: string) => number,
    /** Time for which dead letters are kept, in ms. */
    private readonly retention: number,
  ) {}

  async list(
    filter: DeadLetterFilter,
    limit: number,
    from?: string,
  ): Promise<DeadLetterPage<StoredDeadLetter | UnreadableDeadLetter>> {
    const start = from === undefined ? undefined : parseCursor(from);
    return this.reach(async (storage) => {
      const { ids, last } = await this.failed(storage).page(filter, limit, start);
      const letters = await Promise.all(ids.map((id) => this.read(storage, id)));
      return {
        letters: letters.filter((letter) => letter !== undefined),
        ...(last && { next: cursorAfter(last) }),
      };
    });
  }

  get(id: string): Promise<StoredDeadLetter | UnreadableDeadLetter | undefined> {
    return this.reach(async (storage) => {
      return (await this.failed(storage).has(id)) ? this.read(storage, id) : undefined;
    });
  }

  count(filter: DeadLetterFilter): Promise<number> {
    return this.reach((storage) => this.failed(storage).count(filter));
  }

  replay(id: string, handler?: string): Promise<boolean> {
    return this.reach((storage) => this.replayIn(storage, id, handler));
  }

  replayAll(filter: DeadLetterFilter): Promise<number> {
    return this.forEach(filter, async (storage, id) => {
      try {
        return await this.replayIn(storage, id);
      } catch (error) {
        if (error instanceof UnreadableJobError) return false;
        throw error;
      }
    });
  }

  remove(id: string): Promise<boolean> {
    return this.reach((storage) => this.removeFrom(storage, id));
  }

  purge(filter: DeadLetterFilter): Promise<number> {
    return this.forEach(filter, (storage, id) => this.removeFrom(storage, id));
  }

  /** @throws ReplayConflictError if the other handler already has a job for the event. */
  private async replayIn(storage: QueueStorage, id: string, handler?: string): Promise<boolean> {
    if (!(await this.failed(storage).has(id))) return false;
    const job = await storage.job(id);
    if (job === undefined) return false;
    // An unreadable job would only fail again, and lose its data below.
    const stored = readJob(job.id, job.data);
    // The next job of its chain was released when this one became a dead letter.
    const { next: _, ...rest } = job.data;
    const data = { ...rest, replayedAt: Date.now() };
    if (handler !== undefined && handler !== stored.handler) {
      const jobId = jobIdOf({ ...stored, handler });
      const result = await storage.replaceLetter(id, {
        id: jobId,
        name: handler,
        data,
        opts: EVERY_JOB,
      });
      if (result === 'conflict') throw new ReplayConflictError(handler);
      return result === 'replaced';
    }
    // BullMQ resets the attempts, but not the count of attempts that ended in a crash.
    await storage.client.hdel(storage.queue.toKey(id), ...Object.values(FIELDS));
    await job.updateData(data);
    try {
      await job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });
      return true;
    } catch (error) {
      if (isGone(error)) return false;
      throw error;
    }
  }

  private async removeFrom(storage: QueueStorage, id: string): Promise<boolean> {
    return (await this.failed(storage).has(id)) && storage.removeLetter(id);
  }

  /** Skips dead letters that are added meanwhile. */
  private forEach(
    filter: DeadLetterFilter,
    act: (storage: QueueStorage, id: string) => Promise<boolean>,
  ): Promise<number> {
    return this.reach(async (storage) => {
      const failed = this.failed(storage);
      const before = filter.before ?? (await failed.end());
      let count = 0;
      for await (const ids of failed.chunks({ ...filter, before })) {
        for (let start = 0; start < ids.length; start += WIDTH) {
          const acts = ids.slice(start, start + WIDTH).map((id) => act(storage, id));
          count += (await Promise.all(acts)).filter(Boolean).length;
        }
      }
      return count;
    });
  }

  private failed({ client, queue }: QueueStorage): FailedSet {
    return new FailedSet(client, queue.toKey('failed'), this.retention);
  }

  private async read(
    storage: QueueStorage,
    id: string,
  ): Promise<StoredDeadLetter | UnreadableDeadLetter | undefined> {
    const job = await storage.job(id);
    if (job?.finishedOn === undefined) return undefined;
    const stack = job.stacktrace?.at(-1);
    const handler = parseJobId(id)?.handler ?? job.name;
    const letter = {
      id,
      handler,
      attempts: this.attemptsOf(job, handler),
      error: { message: job.failedReason, ...(stack !== undefined && { stack }) },
      failedAt: new Date(job.finishedOn),
    };
    try {
      const { update, notification, index } = readJob(id, job.data);
      return { ...letter, update, notification, index };
    } catch (error) {
      if (!(error instanceof UnreadableJobError)) throw error;
      const data = (await storage.client.hget(storage.queue.toKey(id), 'data')) ?? '';
      return { ...letter, unreadable: { reason: error.reason, raw: { name: job.name, data } } };
    }
  }

  /** If the last attempt ended in a crash, the run that gave the job up does not count as one. */
  private attemptsOf({ attemptsMade, stalledCounter }: BullJob, handler: string): number {
    const runs = attemptsMade + stalledCounter;
    return stalledCounter > 0 ? Math.min(runs, this.maxAttemptsOf(handler)) : runs;
  }

  private async reach<T>(action: (storage: QueueStorage) => Promise<T>): Promise<T> {
    try {
      return await action(this.storage());
    } catch (error) {
      if (error instanceof UnreadableJobError || error instanceof ReplayConflictError) throw error;
      throw queueUnavailable(error);
    }
  }
}

/** Whether BullMQ has not found the job, or not among the failed ones. */
function isGone(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return code === -1 || code === -3;
}
