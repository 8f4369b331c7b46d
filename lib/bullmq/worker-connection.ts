import type { OutageLog } from './outage-log.js';
import {
  connect,
  PATIENT,
  quit,
  type RedisClient,
  type RedisConnection,
} from './redis-connection.js';

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
    await quit(this.client);
    this.abort();
  }

  abort(): void {
    for (const client of [this.client, ...this.copies]) client.disconnect();
  }
}
