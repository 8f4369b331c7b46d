import { createIORedisClient, Job, Queue, type IRedisTransaction } from 'bullmq';
import type { ChainableCommander, Redis } from 'ioredis';
import { resolvesWithin } from '../common/with-timeout.js';
import { MAX_CLOCK_LEAD } from '../durable/clock-lead.js';
import type { ResolvedBullmqOptions } from './bullmq-delivery.options.js';
import { warnOfEviction } from './eviction.js';
import type { OutageLog } from './outage-log.js';
import { connect, IMPATIENT, quit } from './connect.js';
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
    const transaction = createIORedisClient(this.client as Redis).multi() as Transaction;
    for (const { id, name, data, opts } of jobs) {
      await new Job(this.queue, name, data, { ...opts, jobId: id }, id).addJob(transaction);
    }
    const keys = [this.markerOf(messageId), ...jobs.map(({ id }) => this.queue.toKey(id))];
    // Workers remove the jobs by their clock, and Redis removes the marker by its own.
    transaction.eval(MARK, keys.length, ...keys, Math.ceil(retention) + MAX_CLOCK_LEAD);
    try {
      return lastReply(await transaction.exec()) === 'OK';
    } catch (error) {
      if (isOfThisConnection(error)) this.client.disconnect(true);
      throw causeOf(error);
    }
  }

  job(id: string): Promise<Job<StoredJob> | undefined> {
    return StoredBullJob.fromId<StoredJob>(this.queue, id);
  }

  async close(): Promise<void> {
    await this.queue.close();
    await quit(this.client);
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
