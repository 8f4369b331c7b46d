import type { DeadLetterFilter } from '../delivery/dead-letter-store.js';
import type { DeadLetterPosition } from '../durable/dead-letter-cursor.js';
import { parseJobId } from '../durable/job-id.js';
import type { RedisClient } from './redis-connection.js';

/** Entries per read. */
const CHUNK = 1_000;

/** Maximum number of entries read for one page: a filter may match only a few of them. */
const MAX_SCANNED = 10_000;

/** BullMQ's sorted set of the ids of dead letters, oldest first. */
export class FailedSet {
  constructor(
    private readonly client: RedisClient,
    private readonly key: string,
    /** Time for which entries count, in ms; BullMQ removes older ones when the next job fails. */
    private readonly retention: number,
  ) {}

  async has(id: string): Promise<boolean> {
    const failedAt = await this.client.zscore(this.key, id);
    return failedAt !== null && Number(failedAt) >= this.oldest;
  }

  /** A time after all current entries, on the clocks of the processes that added them. */
  async end(): Promise<Date> {
    const [, newest] = await this.client.zrevrange(this.key, 0, 0, 'WITHSCORES');
    return new Date(Number(newest ?? 0) + 1);
  }

  async count(filter: DeadLetterFilter): Promise<number> {
    if (filter.handler === undefined) {
      return this.client.zcount(this.key, this.oldest, maxScore(filter.before));
    }
    let count = 0;
    for await (const ids of this.chunks(filter)) count += ids.length;
    return count;
  }

  /** The matching ids, in chunks. Reads each entry once, even if entries are removed meanwhile. */
  async *chunks(filter: DeadLetterFilter): AsyncGenerator<readonly string[]> {
    let from: DeadLetterPosition | undefined;
    do {
      const { entries, last } = await this.read(filter.before, from);
      yield entries.filter(({ id }) => fits(id, filter)).map(({ id }) => id);
      from = last;
    } while (from !== undefined);
  }

  /** @param from the last entry of the previous page. */
  async page(
    filter: DeadLetterFilter,
    limit: number,
    from?: DeadLetterPosition,
  ): Promise<{ readonly ids: readonly string[]; readonly last?: DeadLetterPosition }> {
    const ids: string[] = [];
    let last = from;
    for (let scanned = 0; scanned < MAX_SCANNED; scanned += CHUNK) {
      const chunk = await this.read(filter.before, last);
      for (const entry of chunk.entries) {
        if (fits(entry.id, filter)) {
          if (ids.length === limit) return { ids, ...(last && { last }) };
          ids.push(entry.id);
        }
        last = entry;
      }
      if (chunk.last === undefined) return { ids };
      last = chunk.last;
    }
    return { ids, ...(last && { last }) };
  }

  private get oldest(): number {
    return Date.now() - this.retention;
  }

  /** The entries after one; `last` is the entry to continue from, `undefined` at the end. */
  private async read(
    before: Date | undefined,
    from: DeadLetterPosition | undefined,
  ): Promise<{
    readonly entries: readonly DeadLetterPosition[];
    readonly last?: DeadLetterPosition;
  }> {
    const min = Math.max(from?.failedAt ?? 0, this.oldest);
    for (let offset = 0; ; offset += CHUNK) {
      const range = [maxScore(before), 'WITHSCORES', 'LIMIT', offset, CHUNK] as const;
      const found = entriesOf(await this.client.zrangebyscore(this.key, min, ...range));
      const entries = from === undefined ? found : found.filter((entry) => isAfter(entry, from));
      const last = entries.at(-1);
      if (found.length < CHUNK) return { entries };
      if (last !== undefined) return { entries, last };
    }
  }
}

function maxScore(before: Date | undefined): string {
  return before === undefined ? '+inf' : `(${before.getTime()}`;
}

function fits(id: string, { handler }: DeadLetterFilter): boolean {
  return handler === undefined || parseJobId(id)?.handler === handler;
}

function isAfter(entry: DeadLetterPosition, from: DeadLetterPosition): boolean {
  if (entry.failedAt !== from.failedAt) return entry.failedAt > from.failedAt;
  return entry.id > from.id;
}

function entriesOf(reply: readonly string[]): DeadLetterPosition[] {
  return Array.from({ length: reply.length / 2 }, (_, index) => ({
    id: reply[2 * index] as string,
    failedAt: Number(reply[2 * index + 1]),
  }));
}
