import { Queue } from 'bullmq';
import { onTestFinished } from 'vitest';
import type { CrashReport } from '../../crash/crash-report.js';
import { runThroughFaults } from '../../crash/crash-run.js';
import type { Fault } from '../../crash/fault.js';
import type { RedisServer } from './redis-server.js';

export interface RedisCrashRunOptions {
  readonly messages: number;
  readonly faults: readonly Fault[];
  /** How long a lock outlives its process, in milliseconds. */
  readonly lockDuration: number;
  /** Where the application connects to, if not to the server itself. */
  readonly port?: number;
}

/** A crash run on BullMQ. */
export function runBullmqThroughFaults(
  { host, port: serverPort }: RedisServer,
  { messages, faults, lockDuration, port = serverPort }: RedisCrashRunOptions,
): Promise<CrashReport> {
  const queue = new Queue('notifications', {
    connection: { host, port: serverPort },
    prefix: '{misfit}',
  });
  // Redis is away now and then: a queue that nobody listens to prints that.
  queue.on('error', () => {});
  onTestFinished(() => queue.close());
  return runThroughFaults({
    engine: 'bullmq',
    options: { connection: { host, port }, lockDuration, backoff: { delay: 20, maxDelay: 100 } },
    messages,
    faults,
    stored: async () => {
      const client = await queue.getBackend().client;
      const ids = await client.zrange(queue.toKey('completed'), 0, -1);
      return ids.map((id) => id.replace('Listener.', ''));
    },
  });
}
