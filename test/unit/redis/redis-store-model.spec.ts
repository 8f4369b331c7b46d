import * as fc from 'fast-check';
import { RedisIdempotencyStore } from 'nestjs-misfit-notification/redis';
import { describe, expect, it } from 'vitest';
import { CLIENTS, connectIoredis, connectTo } from '../../support/redis/redis-clients.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';
import { passOn } from '../../support/redis/redis-time.js';
import { steps, StoreWorld } from '../../support/deliveries/store-world.js';

describe.skipIf(isRedisMissing)('RedisIdempotencyStore does as a naive store does', () => {
  const server = useRedisServer();

  it.each(CLIENTS)('with %s, and every key expires', async (client) => {
    const redis = connectIoredis(server.url);
    const store = new RedisIdempotencyStore({ client: await connectTo(server.url, client) });
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        await redis.flushall();
        const world = new StoreWorld({ store, pass: (time) => passOn(redis, time) });
        for (const step of taken) await world.take(step);
        expect(world.mistakes).toEqual([]);
        for (const key of await redis.keys('*')) expect(await redis.pttl(key)).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});
