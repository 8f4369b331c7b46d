import { Redis, type RedisOptions } from 'ioredis';
import { resolvesWithin } from '../common/with-timeout.js';
import { isClient, isCluster, type RedisClient, type RedisConnection } from './redis-connection.js';

/** For commands that an HTTP request waits for: failing at once is better than succeeding late. */
export const IMPATIENT: RedisOptions = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  commandTimeout: 5_000,
  socketTimeout: 5_000,
};

/** For BullMQ's workers, whose commands wait until Redis is back. */
export const PATIENT: RedisOptions = {
  enableOfflineQueue: true,
  maxRetriesPerRequest: null,
  commandTimeout: undefined,
  // Longer than the 10 seconds for which a worker waits for new jobs.
  socketTimeout: 30_000,
};

/** Longest wait between two attempts to connect, in ms. */
const MAX_RETRY_DELAY = 1_000;

const DEFAULTS: RedisOptions = {
  connectTimeout: 5_000,
  retryStrategy: (times) => Math.min(times * 100, MAX_RETRY_DELAY),
  // After a failover, the known node may have become a replica.
  reconnectOnError: ({ message }) => message.startsWith('READONLY'),
};

/** Opens our own connection, from options or by duplicating a given one. */
export function connect(connection: RedisConnection, manner: RedisOptions): RedisClient {
  const options = { ...manner, lazyConnect: false };
  if (isCluster(connection)) {
    const { enableOfflineQueue } = options;
    const clusterRetryStrategy = unending(connection.options.clusterRetryStrategy);
    return connection.duplicate([], {
      enableOfflineQueue,
      clusterRetryStrategy,
      redisOptions: options,
    });
  }
  if (isClient(connection)) {
    const retryStrategy = unending(connection.options.retryStrategy);
    return connection.duplicate({ ...options, retryStrategy });
  }
  const { url, ...given } = connection;
  const merged = { ...DEFAULTS, ...given, ...options };
  const complete = { ...merged, retryStrategy: unending(merged.retryStrategy) };
  return url === undefined ? new Redis(complete) : new Redis(url, complete);
}

type RetryStrategy = (times: number, reason?: Error) => unknown;

/** The application's clients may give up reconnecting; those of a queue never do. */
function unending(strategy: RetryStrategy | null | undefined) {
  return (times: number, reason?: Error): number => {
    const delay = strategy?.(times, reason);
    return typeof delay === 'number' ? delay : MAX_RETRY_DELAY;
  };
}

/** Time limit for closing a connection cleanly, in ms. */
const QUIT_TIMEOUT = 500;

/** Closes a connection after its pending commands, or at once if they take too long. */
export async function quit(client: RedisClient): Promise<void> {
  const ended = client.quit().catch(() => {});
  await resolvesWithin(ended, QUIT_TIMEOUT);
  client.disconnect();
}
