import { once } from 'node:events';
import { loadPackage } from '../common/load-package.js';
import { queueUnavailable } from '../durable/errors.js';
import type { QueueMaintenance } from '../durable/queue-maintenance.js';
import { resolveBullmqOptions } from './bullmq-delivery.options.js';
import { BullmqQueue } from './bullmq-queue.js';

/** Where a queue is. */
export interface QueuePlace {
  /** Of Redis. */
  readonly url: string;
  readonly queueName: string;
  readonly prefix: string;
}

/** Time limit for the first connection, in ms. */
const TIMEOUT = 5_000;

/** Longer than any queue exists: what an application keeps depends on its own options. */
const RETENTION = 100 * 365 * 24 * 60 * 60 * 1_000;

/** No handler runs, so that only a crash makes a difference between the two counts of attempts. */
const NO_RUNNER = {
  run: () => {
    throw new Error('no handler runs here');
  },
  attemptsOf: () => Infinity,
  mayWait: () => false,
};

/**
 * Opens an existing queue, beside the applications that use it.
 *
 * @returns `undefined` if Redis has no such queue.
 * @throws DeliveryError with the code `QUEUE_UNAVAILABLE` if Redis cannot be used.
 * @throws MissingPackageError if `bullmq` or `ioredis` is not installed.
 */
export async function openForMaintenance({
  url,
  queueName,
  prefix,
}: QueuePlace): Promise<QueueMaintenance | undefined> {
  const options = resolveBullmqOptions({
    connection: { url },
    queueName,
    prefix,
    worker: false,
    deadLetterRetention: RETENTION,
  });
  // First: BullMQ would create the queue.
  if (!(await exists(url, `${prefix}:${queueName}:meta`))) return undefined;
  const queue = new BullmqQueue(options);
  await queue.open({ runner: NO_RUNNER, retention: 0 });
  return {
    deadLetters: queue.deadLetters,
    statistics: () => queue.statistics(),
    close: () => queue.close(0),
  };
}

async function exists(url: string, key: string): Promise<boolean> {
  const { connect, IMPATIENT, quit } = await loadPackage(
    () => import('./connect.js'),
    'a queue in Redis',
    'npm install bullmq ioredis',
  );
  const client = connect({ url }, IMPATIENT);
  // Later ones than the first, which ends the wait below.
  client.on('error', () => {});
  try {
    await once(client, 'ready', { signal: AbortSignal.timeout(TIMEOUT) });
    return (await client.exists(key)) === 1;
  } catch (cause) {
    throw queueUnavailable(cause);
  } finally {
    await quit(client);
  }
}
