import { Queue } from 'bullmq';
import { onTestFinished } from 'vitest';
import type { RedisServer } from '../support/redis/redis-server.js';
import type { CrashEngine } from './crash-engine.js';

export interface BullmqEngineOptions {
  /** How long a lock outlives its process, in milliseconds. */
  readonly lockDuration: number;
  /** Where the application connects to, if not to the server itself. */
  readonly port?: number;
}

/** The BullMQ engine, for a crash run. */
export function bullmqEngine(
  { host, port: serverPort }: RedisServer,
  { lockDuration, port = serverPort }: BullmqEngineOptions,
): CrashEngine {
  const queue = new Queue('notifications', {
    connection: { host, port: serverPort },
    prefix: '{misfit}',
  });
  // Redis is away now and then: a queue that nobody listens to prints that.
  queue.on('error', () => {});
  onTestFinished(() => queue.close());
  return {
    name: 'bullmq',
    options: { connection: { host, port }, lockDuration, backoff: { delay: 20, maxDelay: 100 } },
    stored: async () => {
      const client = await queue.getBackend().client;
      const ids = await client.zrange(queue.toKey('completed'), 0, -1);
      return ids.map((id) => id.replace('Listener.', ''));
    },
  };
}
