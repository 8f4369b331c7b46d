import type { RedisClient } from './redis-connection.js';

/** Fields of a job. */
export const FIELDS = {
  /** BullMQ's number of runs that ended in a crash. */
  crashes: 'stc',
  /** That number when the current run was taken up. */
  earlierCrashes: 'earlierCrashes',
  /** Whether the handler has started since. */
  hasBegun: 'hasBegun',
} as const;

/** Takes back the crash of a run that still waited. */
const WAIT = `
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return redis.error_reply('ERR the lock is lost') end
local read = redis.call('HMGET', KEYS[1], '${FIELDS.crashes}', '${FIELDS.earlierCrashes}', '${FIELDS.hasBegun}')
local crashes = tonumber(read[1] or 0)
if not read[3] then crashes = math.min(crashes, tonumber(read[2] or 0)) end
redis.call('HSET', KEYS[1], '${FIELDS.crashes}', crashes, '${FIELDS.earlierCrashes}', crashes)
redis.call('HDEL', KEYS[1], '${FIELDS.hasBegun}')
return crashes`;

const BEGIN = `
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return redis.error_reply('ERR the lock is lost') end
return redis.call('HSET', KEYS[1], '${FIELDS.hasBegun}', 1)`;

/**
 * Keeps crashes from using up the attempts of jobs that only wait for others of their handler:
 * BullMQ counts a crash for each job that is active.
 */
export class WaitingRuns {
  constructor(
    private readonly client: RedisClient,
    private readonly toKey: (name: string) => string,
  ) {}

  /** @returns the number of earlier runs that started and ended in a crash. */
  async wait(jobId: string, token: string): Promise<number> {
    return Number(await this.eval(WAIT, jobId, token));
  }

  /** From now on, a crash of this run counts. */
  async begin(jobId: string, token: string): Promise<void> {
    await this.eval(BEGIN, jobId, token);
  }

  private eval(script: string, jobId: string, token: string): Promise<unknown> {
    const key = this.toKey(jobId);
    return this.client.eval(script, 2, key, `${key}:lock`, token);
  }
}
