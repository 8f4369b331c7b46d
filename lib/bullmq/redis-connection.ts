import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { resolvesWithin } from '../common/with-timeout.js';

/**
 * Options of ioredis, or one of its clients.
 *
 * @publicApi
 */
export type RedisConnection = (RedisOptions & { readonly url?: string }) | Redis | Cluster;

/** A connection of our own. */
export type RedisClient = Redis | Cluster;

/** For commands that an HTTP request waits for: better refused at once than carried out late. */
export const IMPATIENT: RedisOptions = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  commandTimeout: 5_000,
  socketTimeout: 5_000,
};

/** For what is to be carried out, however long Redis is away: BullMQ's workers ask for it. */
export const PATIENT: RedisOptions = {
  enableOfflineQueue: true,
  maxRetriesPerRequest: null,
  commandTimeout: undefined,
  // Longer than the 10 seconds for which a worker listens for new jobs.
  socketTimeout: 30_000,
};

/** Milliseconds between two tries to connect. */
const MAX_RETRY_DELAY = 1_000;

const DEFAULTS: RedisOptions = {
  connectTimeout: 5_000,
  retryStrategy: (times) => Math.min(times * 100, MAX_RETRY_DELAY),
  // After a failover, when the node that we know has become a replica.
  reconnectOnError: ({ message }) => message.startsWith('READONLY'),
};

export function isCluster(connection: RedisConnection): connection is Cluster {
  return 'isCluster' in connection && connection.isCluster;
}

/** Opens a connection of our own, as one given to us or as options say. */
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

/** Where an application lets its own clients give up, those of a queue go on: jobs wait for them. */
function unending(strategy: RetryStrategy | null | undefined) {
  return (times: number, reason?: Error): number => {
    const delay = strategy?.(times, reason);
    return typeof delay === 'number' ? delay : MAX_RETRY_DELAY;
  };
}

/** Milliseconds that a connection has to end in order. */
const QUIT_TIMEOUT = 500;

/** Ends a connection after what is on its way, or at once if that takes too long. */
export async function quit(client: RedisClient): Promise<void> {
  const ended = client.quit().catch(() => {});
  await resolvesWithin(ended, QUIT_TIMEOUT);
  client.disconnect();
}

/** By what it can do, not by its class: the application may have another copy of ioredis. */
export function isRedisConnection(value: unknown): value is RedisConnection {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { keyPrefix, options } = value as RedisOptions & { readonly options?: RedisOptions };
  const isOther = 'duplicate' in value && typeof options !== 'object';
  return !isOther && !keyPrefix && !options?.keyPrefix;
}

function isClient(connection: RedisOptions | Redis): connection is Redis {
  return 'duplicate' in connection && typeof connection.duplicate === 'function';
}
