import type { Cluster, Redis, RedisOptions } from 'ioredis';

/**
 * Options of ioredis, or one of its clients.
 *
 * @publicApi
 */
export type RedisConnection = (RedisOptions & { readonly url?: string }) | Redis | Cluster;

/** A connection of our own. */
export type RedisClient = Redis | Cluster;

export function isCluster(connection: RedisConnection): connection is Cluster {
  return 'isCluster' in connection && connection.isCluster;
}

/** Checks methods, not the class: the application may have another copy of ioredis. */
export function isRedisConnection(value: unknown): value is RedisConnection {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { keyPrefix, options } = value as RedisOptions & { readonly options?: RedisOptions };
  const isOther = 'duplicate' in value && typeof options !== 'object';
  return !isOther && !keyPrefix && !options?.keyPrefix;
}

export function isClient(connection: RedisOptions | Redis): connection is Redis {
  return 'duplicate' in connection && typeof connection.duplicate === 'function';
}
