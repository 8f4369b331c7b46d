import type { QueueMaintenance } from '../../durable/queue-maintenance.js';
import type { Terminal } from '../frame/terminal.js';
import { UsageError } from '../frame/errors.js';
import { explainStorageError } from './explain-storage-error.js';
import { logToTerminal } from './log-to-terminal.js';
import { redisUrl } from './redis-url.js';
import type { StorageOptions } from './storage.options.js';

/**
 * Opens the queue for one piece of work.
 *
 * @throws CliError if the queue cannot be opened or used.
 */
export async function withStorage<T>(
  terminal: Terminal,
  options: StorageOptions,
  work: (storage: QueueMaintenance) => Promise<T>,
): Promise<T> {
  await logToTerminal(terminal);
  try {
    const storage = await openStorage(terminal, options);
    try {
      return await work(storage);
    } finally {
      await storage.close();
    }
  } catch (error) {
    throw explainStorageError(error);
  }
}

async function openStorage(terminal: Terminal, options: StorageOptions): Promise<QueueMaintenance> {
  const { sqlite, redis, queue, prefix } = options;
  if ((sqlite === undefined) === (redis === undefined)) {
    throw new UsageError('name the queue with either --sqlite FILE or --redis URL');
  }
  if (sqlite !== undefined) {
    const { openForMaintenance } = await import('../../sqlite/open-for-maintenance.js');
    return openForMaintenance(sqlite);
  }
  const url = redisUrl(redis, terminal);
  const { openForMaintenance } = await import('../../bullmq/open-for-maintenance.js');
  const storage = await openForMaintenance({ url: url.href, queueName: queue, prefix });
  if (storage !== undefined) return storage;
  throw new UsageError(
    `Redis at ${url.host} has no queue ${queue} with the prefix ${prefix} in database ` +
      `${url.pathname.slice(1) || '0'}: see --queue and --prefix`,
  );
}
