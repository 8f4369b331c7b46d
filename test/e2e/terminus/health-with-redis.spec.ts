import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RedisIdempotencyStore } from 'nestjs-misfit-notification/redis';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { startBullmqApp } from '../../support/apps/bullmq-app.js';
import { startDeliveryApp } from '../../support/apps/delivery-app.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';
import { healthApp, healthOf } from './health-app.js';

describe.skipIf(isRedisMissing).each(ADAPTERS)('the health endpoint on %s', (adapter) => {
  const redis = useRedisServer();

  it.each(['is stopped', 'hangs'])('is down while the Redis of BullMQ %s', async (outage) => {
    const isStopped = outage === 'is stopped';
    const app = await startBullmqApp(redis, healthApp(adapter));
    expect(await healthOf(app)).toMatchObject({ status: 200, misfit: { waiting: 0 } });
    if (isStopped) await redis.stop();
    else redis.pause();
    expect(await healthOf(app)).toMatchObject({
      status: 503,
      misfit: { status: 'down', code: 'QUEUE_UNAVAILABLE' },
    });
    if (isStopped) await redis.start();
    else redis.resume();
    await expect.poll(() => healthOf(app)).toMatchObject({ status: 200 });
  });

  it('is down while the Redis of the idempotency store is stopped, and leaves no key', async () => {
    const client = new Redis({ port: redis.port, maxRetriesPerRequest: 0 });
    client.on('error', () => {});
    onTestFinished(() => client.disconnect());
    await client.flushall();
    const idempotencyStore = new RedisIdempotencyStore({ client });
    const app = await startDeliveryApp({ ...healthApp(adapter), module: { idempotencyStore } });
    expect(await healthOf(app)).toEqual({ status: 200, misfit: { status: 'up' } });
    expect(await client.keys('*')).toEqual([]);
    await redis.stop();
    expect(await healthOf(app)).toMatchObject({
      status: 503,
      misfit: { status: 'down', code: 'IDEMPOTENCY_STORE_UNAVAILABLE' },
    });
    await redis.start();
    await expect.poll(() => healthOf(app)).toMatchObject({ status: 200 });
  });

  it('is down while the idempotency store takes no writes', async () => {
    const client = new Redis({ port: redis.port });
    onTestFinished(() => client.disconnect());
    const idempotencyStore = new RedisIdempotencyStore({ client });
    const app = await startDeliveryApp({ ...healthApp(adapter), module: { idempotencyStore } });
    await client.config('SET', 'min-replicas-to-write', '1');
    expect(await healthOf(app)).toMatchObject({ status: 503 });
    await client.config('SET', 'min-replicas-to-write', '0');
    expect(await healthOf(app)).toMatchObject({ status: 200 });
  });
});
