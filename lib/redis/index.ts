export type { IoredisClient, NodeRedisClient, RedisClient } from './redis-client.js';
export {
  RedisIdempotencyStore,
  type RedisIdempotencyStoreOptions,
} from './redis-idempotency-store.js';
