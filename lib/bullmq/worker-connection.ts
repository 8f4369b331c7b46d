import type { OutageLog } from './outage-log.js';
import { connect, PATIENT, type RedisClient, type RedisConnection } from './redis-connection.js';
import { resolvesWithin } from '../common/within.js';

/** Milliseconds that the connection has to end in order. */
const QUIT_TIMEOUT = 500;

/**
 * The connection of a worker, and those that BullMQ duplicates from it. BullMQ waits for a connection
 * before it closes it, for ever if Redis is away: `abort` does not.
 */
export class WorkerConnection {
  readonly client: RedisClient;
  private readonly copies: RedisClient[] = [];

  constructor(connection: RedisConnection, outages: OutageLog) {
    this.client = connect(connection, PATIENT);
    outages.watch(this.client);
    const duplicate = this.client.duplicate.bind(this.client) as (...args: never[]) => RedisClient;
    this.client.duplicate = (...args: never[]): never => {
      const copy = duplicate(...args);
      this.copies.push(copy);
      outages.watch(copy);
      return copy as never;
    };
  }

  get isLost(): boolean {
    return this.client.status !== 'ready';
  }

  async close(): Promise<void> {
    await resolvesWithin(
      this.client.quit().catch(() => {}),
      QUIT_TIMEOUT,
    );
    this.abort();
  }

  abort(): void {
    for (const client of [this.client, ...this.copies]) client.disconnect();
  }
}
