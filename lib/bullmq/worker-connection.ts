import type { ResolvedBullmqOptions } from './bullmq-delivery.options.js';
import type { OutageLog } from './outage-log.js';
import { connect, PATIENT, quit } from './connect.js';
import type { RedisClient } from './redis-connection.js';

type Options = Pick<ResolvedBullmqOptions, 'connection' | 'prefix' | 'queueName'>;

/**
 * The connections of a worker. BullMQ waits for a connection before closing it, forever if Redis
 * cannot be reached; `abort` does not wait.
 */
export class WorkerConnection {
  readonly client: RedisClient;
  /** For the command that waits for new jobs: it blocks its connection. */
  readonly blockingClient: RedisClient;

  constructor({ connection, prefix, queueName }: Options, outages: OutageLog) {
    this.client = connect(connection, PATIENT);
    // BullMQ's dashboards identify workers by this name.
    const connectionName = `${prefix}:${Buffer.from(queueName).toString('base64')}`;
    this.blockingClient = connect(connection, { ...PATIENT, connectionName });
    outages.watch(this.client);
    outages.watch(this.blockingClient);
  }

  get isLost(): boolean {
    return this.client.status !== 'ready';
  }

  async close(): Promise<void> {
    await quit(this.client);
    this.abort();
  }

  abort(): void {
    this.client.disconnect();
    this.blockingClient.disconnect();
  }
}
