import { randomUUID } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { Cluster, Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MisfitNotificationModule } from 'nestjs-misfit-notification';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { deliveryOn, startBullmqApp } from '../../support/apps/bullmq-app.js';
import { until } from '../../support/clocks/gate.js';
import { listener } from '../../support/apps/listeners.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';

describe.skipIf(isRedisMissing)('processes with one BullMQ queue', () => {
  const redis = useRedisServer();

  it('that only accept leave the work to those that only work', async () => {
    const queueName = randomUUID();
    const inWeb: string[] = [];
    const inWorker: string[] = [];
    const web = await startBullmqApp(redis, {
      delivery: { queueName, worker: false },
      providers: [listener('Goals', 'goals', ({ id }) => inWeb.push(id))],
    });
    expect(await web.post([misfitUpdate('goals.updated', { id: 'early' })])).toBe(200);
    const WorkerModule = {
      module: class {},
      imports: [MisfitNotificationModule.forRoot({ delivery: deliveryOn(redis, { queueName }) })],
      providers: [listener('Goals', 'goals', ({ id }) => inWorker.push(id))],
    };
    const worker = await NestFactory.createApplicationContext(WorkerModule as never, {
      logger: false,
    });
    onTestFinished(() => worker.close());
    await until(() => inWorker.length === 1);
    expect(await web.post([misfitUpdate('goals.updated', { id: 'late' })])).toBe(200);
    await until(() => inWorker.length === 2);
    expect(inWorker).toEqual(['early', 'late']);
    expect(inWeb).toEqual([]);
  });

  it('share the work, and each runs at most as many handlers as it is told', async () => {
    const queueName = randomUUID();
    const busiest = [0, 0];
    const done = [0, 0];
    const atWork = [0, 0];
    const apps = [];
    for (const index of [0, 1]) {
      const handle = async (): Promise<void> => {
        atWork[index]!++;
        busiest[index] = Math.max(busiest[index]!, atWork[index]!);
        await new Promise((resolve) => setTimeout(resolve, 20));
        atWork[index]!--;
        done[index]!++;
      };
      apps.push(
        await startBullmqApp(redis, {
          delivery: { queueName, concurrency: 3 },
          providers: [listener('Goals', 'goals', handle)],
        }),
      );
    }
    const updates = Array.from({ length: 60 }, () => misfitUpdate('goals.updated'));
    expect(await apps[0]!.post(updates)).toBe(200);
    await until(() => done.reduce((sum, count) => sum + count) >= 60);
    expect(busiest).toEqual([3, 3]);
    expect(Math.min(...done)).toBeGreaterThan(10);
  });

  it('may be given a URL, or a client that stays the application’s', async () => {
    const client = new Redis({ port: redis.port, lazyConnect: true });
    onTestFinished(() => client.disconnect());
    for (const connection of [{ url: redis.url }, client]) {
      const seen: string[] = [];
      const app = await startBullmqApp(redis, {
        delivery: { connection },
        providers: [listener('Goals', 'goals', ({ id }) => seen.push(id))],
      });
      expect(await app.post([misfitUpdate('goals.updated', { id: 'x' })])).toBe(200);
      await until(() => seen.length === 1);
      await app.app.close();
    }
    expect(await client.ping()).toBe('PONG');
  });

  it('leave nothing open behind them', async () => {
    const probe = new Redis({ port: redis.port });
    onTestFinished(() => probe.disconnect());
    const clients = async () =>
      String(await probe.client('LIST'))
        .trim()
        .split('\n').length;
    const before = await clients();
    const app = await startBullmqApp(redis);
    expect(await clients()).toBe(before + 3);
    await app.app.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await clients()).toBe(before);
  });
});

describe.skipIf(isRedisMissing)('bullmqDelivery with a Redis Cluster', () => {
  // A node on its own does not know its address, which clients learn from it.
  const args = ['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'];
  const redis = useRedisServer({ args });

  it('stores and runs tasks', async () => {
    const node = new Redis({ port: redis.port });
    await node.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    while (!String(await node.call('CLUSTER', 'INFO')).includes('cluster_state:ok')) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    node.disconnect();
    const connection = new Cluster([{ host: redis.host, port: redis.port }]);
    onTestFinished(() => connection.disconnect());
    const seen: string[] = [];
    const app = await startBullmqApp(redis, {
      delivery: { connection },
      providers: [
        listener('Goals', 'goals', ({ id }) => {
          seen.push(id);
          if (seen.length === 1) throw new Error('once');
        }),
      ],
    });
    const updates = ['a', 'b', 'c'].map((id) =>
      misfitUpdate('goals.updated', { id, ownerId: 'x' }),
    );
    expect(await app.post(updates)).toBe(200);
    await until(() => seen.length === 4);
    expect(seen).toEqual(['a', 'a', 'b', 'c']);
    await app.app.close();
    expect(await connection.ping()).toBe('PONG');
  });
});
