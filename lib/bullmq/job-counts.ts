import type { QueueStatistics } from '../delivery/queue-statistics.js';
import type { QueueStorage } from './queue-storage.js';
import type { StoredJob } from './stored-job.js';

/** Field of a job with the time of its next attempt. BullMQ forgets that time when it has come. */
export const DUE_AT = 'dueAt';

/** One script, so that a job that is moved meanwhile is counted once. Reads no job but the oldest. */
const COUNT = `
local oldest = redis.call('LINDEX', KEYS[1], -1)
local delayed = redis.call('ZRANGE', KEYS[3], 0, 0, 'WITHSCORES')
return {
  redis.call('LLEN', KEYS[1]),
  redis.call('LLEN', KEYS[2]),
  redis.call('ZCARD', KEYS[3]),
  redis.call('ZCOUNT', KEYS[4], ARGV[1], '+inf'),
  delayed[2] or '',
  oldest and redis.call('HMGET', ARGV[2] .. oldest, 'timestamp', '${DUE_AT}', 'data') or {},
}`;

type Reply = [
  waiting: number,
  running: number,
  delayed: number,
  dead: number,
  earliestScore: string,
  oldest: (string | null)[],
];

/** A score of BullMQ's delayed jobs is a time, multiplied by this, and a sequence number. */
const SCORE_FACTOR = 0x1000;

/** @param retention time for which dead letters count, in ms. */
export async function countJobs(
  { client, queue }: QueueStorage,
  retention: number,
): Promise<QueueStatistics> {
  const now = Date.now();
  const keys = ['wait', 'active', 'delayed', 'failed'].map((name) => queue.toKey(name));
  const reply = await client.eval(COUNT, keys.length, ...keys, now - retention, queue.toKey(''));
  const [waiting, running, delayed, dead, score, oldest] = reply as Reply;
  const nextRetry = score === '' ? Infinity : Math.floor(Number(score) / SCORE_FACTOR);
  const earliest = Math.min(nextRetry, await readyTimeOf({ client, queue }, oldest, now));
  const oldestWaiting = earliest <= now ? new Date(earliest) : undefined;
  return { waiting, running, delayed, dead, oldestWaiting };
}

/** Since when a waiting job has been able to run, in ms since 1970. `Infinity` without a job. */
async function readyTimeOf(
  { client, queue }: Pick<QueueStorage, 'client' | 'queue'>,
  [timestamp, dueAt, data]: Reply['5'],
  now: number,
): Promise<number> {
  if (timestamp === undefined) return Infinity;
  const { after, replayedAt } = parse(data ?? '');
  const released = after === undefined ? 0 : await client.hget(queue.toKey(after), 'finishedOn');
  const times = [timestamp, dueAt, released, replayedAt].map((time) => Number(time) || 0);
  // The clocks of other processes may be ahead.
  return Math.min(Math.max(...times), now);
}

function parse(data: string): Partial<StoredJob> {
  try {
    return (JSON.parse(data) ?? {}) as Partial<StoredJob>;
  } catch {
    return {};
  }
}
