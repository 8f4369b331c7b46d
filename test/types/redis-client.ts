// Compiled, never run: each line below `@ts-expect-error` has to be refused.
import { Cluster, Redis } from 'ioredis';
import type { IdempotencyStore } from 'nestjs-misfit-notification';
import { RedisIdempotencyStore } from 'nestjs-misfit-notification/redis';
import {
  createClient,
  createClientPool,
  createCluster,
  createSentinel,
  RESP_TYPES,
  type RedisClientType,
} from 'redis';

export function rightClients(anyClient: RedisClientType): IdempotencyStore[] {
  const node = { host: '127.0.0.1', port: 6379 };
  return [
    new RedisIdempotencyStore({ client: new Redis() }),
    new RedisIdempotencyStore({ client: new Redis(), keyPrefix: 'shop:misfit:' }),
    new RedisIdempotencyStore({ client: new Cluster([node]) }),
    new RedisIdempotencyStore({ client: anyClient }),
    new RedisIdempotencyStore({ client: createClient() }),
    new RedisIdempotencyStore({ client: createClient({ RESP: 2 }) }),
    new RedisIdempotencyStore({ client: createClient({ RESP: 3 }) }),
    new RedisIdempotencyStore({
      client: createClient().withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer }),
    }),
    new RedisIdempotencyStore({ client: createClientPool() }),
    new RedisIdempotencyStore({ client: createCluster({ rootNodes: [{ socket: node }] }) }),
    new RedisIdempotencyStore({
      client: createSentinel({ name: 'main', sentinelRootNodes: [node] }),
    }),
  ];
}

export function wrongOptions() {
  return [
    // @ts-expect-error: no options
    new RedisIdempotencyStore(),
    // @ts-expect-error: no client
    new RedisIdempotencyStore({}),
    // @ts-expect-error: a URL is no client
    new RedisIdempotencyStore({ client: 'redis://127.0.0.1' }),
    // @ts-expect-error: no Redis
    new RedisIdempotencyStore({ client: new Map<string, string>() }),
    // @ts-expect-error: a pipeline answers later
    new RedisIdempotencyStore({ client: new Redis().pipeline() }),
    // @ts-expect-error: a transaction answers later
    new RedisIdempotencyStore({ client: createClient().multi() }),
    // @ts-expect-error: a prefix is a string
    new RedisIdempotencyStore({ client: new Redis(), keyPrefix: 7 }),
  ];
}
