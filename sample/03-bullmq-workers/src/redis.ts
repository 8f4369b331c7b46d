import { Redis } from 'ioredis';

export const REDIS_URL = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';

const HOW_TO_GET_IT = `
This sample needs Redis or Valkey, and found none at ${REDIS_URL}. One of these gives you one:

  docker run --rm -p 6379:6379 valkey/valkey valkey-server --appendonly yes --appendfsync always
  sudo apt-get install redis-server
  brew install redis && brew services start redis

If it is elsewhere: REDIS_URL=redis://host:port npm run sample:bullmq
`;

/** Ends the process with advice where there is no Redis. */
export async function requireRedis(): Promise<void> {
  const redis = new Redis(REDIS_URL, { lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => {});
  try {
    await redis.connect();
  } catch {
    console.error(HOW_TO_GET_IT);
    process.exit(1);
  }
  redis.disconnect();
}
