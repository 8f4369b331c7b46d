import {
  createIORedisClient,
  Job,
  Queue,
  raw2NextJobData,
  type IRedisTransaction,
  type JobJson,
} from 'bullmq';
import type { ChainableCommander, Redis } from 'ioredis';
import { resolvesWithin } from '../common/with-timeout.js';
import { MAX_CLOCK_LEAD } from '../durable/clock-lead.js';
import type { ResolvedBullmqOptions } from './bullmq-delivery.options.js';
import { warnOfEviction } from './eviction.js';
import type { OutageLog } from './outage-log.js';
import { connect, IMPATIENT, quit } from './connect.js';
import { mendOptions } from './mend-options.js';
import type { RedisClient } from './redis-connection.js';
import { causeOf } from './refusal.js';
import { StoredBullJob } from './stored-job-worker.js';
import type { NewJob, StoredJob } from './stored-job.js';

/**
 * Sets the marker of a message, unless one of its jobs is missing: a Redis transaction continues
 * after a failed command.
 */
const MARK = `
for i = 2, #KEYS do
  if redis.call('EXISTS', KEYS[i]) == 0 then return redis.error_reply('ERR a job was not stored') end
end
return redis.call('SET', KEYS[1], '', 'NX', 'PX', ARGV[1])`;

/** Removes a dead letter if the job that takes its place was added. */
const REPLACE = `
if redis.call('HGET', KEYS[4], 'data') ~= ARGV[2] then return 'conflict' end
if redis.call('ZREM', KEYS[1], ARGV[1]) == 0 then return 'gone' end
redis.call('DEL', KEYS[2], KEYS[3])
return 'replaced'`;

/** Removes a dead letter. BullMQ's own script would search all waiting jobs for it. */
const REMOVE = `
if redis.call('ZREM', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('DEL', KEYS[2], KEYS[3])
return 1`;

/** A transaction of ioredis, extended by BullMQ's common interface for all clients. */
type Transaction = ChainableCommander & IRedisTransaction;

/** The queue in Redis, through a connection that fails instead of waiting. */
export class QueueStorage {
  readonly client: RedisClient;
  readonly queue: Queue<StoredJob>;

  constructor({ connection, queueName, prefix }: ResolvedBullmqOptions, outages: OutageLog) {
    this.client = connect(connection, IMPATIENT);
    outages.watch(this.client);
    this.client.once('ready', () => void warnOfEviction(this.client));
    this.queue = new Queue(queueName, {
      connection: this.client,
      prefix,
      skipVersionCheck: true,
      skipWaitingForReady: true,
    });
    // Errors of the client, which the outage log already watches.
    this.queue.on('error', () => {});
  }

  /** Whether the connection was established within `ms` milliseconds. */
  isReadyWithin(ms: number): Promise<boolean> {
    const ready = new Promise((resolve) => {
      if (this.client.status === 'ready') resolve(undefined);
      else this.client.once('ready', resolve);
    });
    return resolvesWithin(ready, ms);
  }

  async hasMessage(messageId: string): Promise<boolean> {
    return (await this.client.exists(this.markerOf(messageId))) === 1;
  }

  /**
   * Stores the jobs of a message and its marker, all or nothing. Existing jobs stay as they are.
   *
   * @param retention time during which the message may be delivered again, in ms.
   * @returns whether there was no marker.
   */
  async addMessage(messageId: string, jobs: NewJob[], retention: number): Promise<boolean> {
    const keys = [this.markerOf(messageId), ...jobs.map(({ id }) => this.queue.toKey(id))];
    // Workers remove the jobs by their clock, and Redis removes the marker by its own.
    const lifetime = Math.ceil(retention) + MAX_CLOCK_LEAD;
    return (await this.addWith(jobs, MARK, keys, [lifetime])) === 'OK';
  }

  async job(id: string): Promise<Job<StoredJob> | undefined> {
    const fields = Object.entries(await this.client.hgetall(this.queue.toKey(id))).flat();
    if (fields.length === 0) return undefined;
    const [json] = raw2NextJobData([mendOptions(fields)]) as [JobJson];
    return StoredBullJob.fromJSON<StoredJob, unknown, string>(this.queue, json, id);
  }

  /**
   * Adds a job in place of a dead letter, all or nothing.
   *
   * @returns `gone` if the dead letter was replayed or removed meanwhile, `conflict` if another job
   * with the id exists.
   */
  async replaceLetter(letterId: string, job: NewJob): Promise<'replaced' | 'gone' | 'conflict'> {
    const keys = [...this.keysOfLetter(letterId), this.queue.toKey(job.id)];
    const values = [letterId, JSON.stringify(job.data)];
    return (await this.addWith([job], REPLACE, keys, values)) as Awaited<
      ReturnType<QueueStorage['replaceLetter']>
    >;
  }

  /** @returns `false` if the dead letter was replayed or removed meanwhile. */
  async removeLetter(id: string): Promise<boolean> {
    const keys = this.keysOfLetter(id);
    return (await this.client.eval(REMOVE, keys.length, ...keys, id)) === 1;
  }

  async close(): Promise<void> {
    await this.queue.close();
    await quit(this.client);
  }

  /** Adds jobs and runs a script in one transaction. Existing jobs stay as they are. */
  private async addWith(
    jobs: readonly NewJob[],
    script: string,
    keys: readonly string[],
    values: readonly (string | number)[],
  ): Promise<unknown> {
    const transaction = createIORedisClient(this.client as Redis).multi() as Transaction;
    for (const { id, name, data, opts } of jobs) {
      await new Job(this.queue, name, data, { ...opts, jobId: id }, id).addJob(transaction);
    }
    transaction.eval(script, keys.length, ...keys, ...values);
    try {
      return lastReply(await transaction.exec());
    } catch (error) {
      if (isOfThisConnection(error)) this.client.disconnect(true);
      throw causeOf(error);
    }
  }

  private keysOfLetter(id: string): string[] {
    const letter = this.queue.toKey(id);
    return [this.queue.toKey('failed'), letter, `${letter}:logs`];
  }

  private markerOf(messageId: string): string {
    return this.queue.toKey(`stored:${messageId}`);
  }
}

/** @throws Error of the transaction or of a command in it. */
function lastReply(replies: [Error | null, unknown][] | null): unknown {
  if (replies === null) throw new Error('the transaction was discarded');
  for (const [error] of replies) if (error !== null) throw error;
  return replies.at(-1)?.[1];
}

/**
 * Whether a new connection may help: ioredis believes that a script is loaded although the
 * transaction that should have loaded it was discarded, or a node may have become a replica.
 */
function isOfThisConnection(error: unknown): boolean {
  return error instanceof Error && /^(NOSCRIPT|READONLY)/.test(error.message);
}
