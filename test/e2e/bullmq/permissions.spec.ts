import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  MisfitDeadLetters,
  RetryLater,
  type MisfitEvent,
  type MisfitUpdate,
} from 'nestjs-misfit-notification';
import { RedisIdempotencyStore } from 'nestjs-misfit-notification/redis';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { startBullmqApp } from '../../support/apps/bullmq-app.js';
import { simulator, startDeliveryApp } from '../../support/apps/delivery-app.js';
import { until } from '../../support/clocks/gate.js';
import { listener } from '../../support/apps/listeners.js';
import { MovableClock } from '../../support/clocks/movable-clock.js';
import { watchProcessFaults } from '../../support/observers/process-faults.js';
import {
  BULLMQ_COMMANDS,
  IDEMPOTENCY_STORE_COMMANDS,
  permissionsFor,
  RedisUser,
  usedCommands,
} from '../../support/redis/redis-permissions.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';

const DAY = 24 * 60 * 60 * 1_000;

function goals(...ids: string[]) {
  return ids.map((id) => misfitUpdate('goals.updated', { id, ownerId: id }));
}

describe.skipIf(isRedisMissing)('a Redis user with exactly the documented permissions', () => {
  const redis = useRedisServer();
  let admin: Redis;
  let user: RedisUser;

  beforeAll(async () => {
    admin = new Redis(redis.url);
    user = new RedisUser(admin, redis);
    await user.set(...permissionsFor('{misfit}', BULLMQ_COMMANDS));
    await admin.config('RESETSTAT');
  });

  afterAll(() => admin.disconnect());

  async function start(handle: (event: MisfitEvent) => unknown, queueName: string = randomUUID()) {
    const app = await startBullmqApp(redis, {
      delivery: { connection: user.connection, queueName, attempts: 2 },
      module: { handlerTimeout: 200 },
      providers: [listener('Goals', 'goals', handle)],
    });
    const letters = app.app.get(MisfitDeadLetters, { strict: false });
    const deliver = async (updates: readonly MisfitUpdate[]): Promise<object> => {
      const message = simulator.notification(updates);
      const { status } = await simulator.send(app.url, message, { retries: 20, retryDelay: 50 });
      expect(status).toBe(200);
      return message;
    };
    return { ...app, letters, deliver };
  }

  it('has handlers run in order, again after a failure, later, and for longer than a lock', async () => {
    const faults = watchProcessFaults();
    const seen: string[] = [];
    const { app, ...endpoint } = await start(async ({ id }) => {
      seen.push(id);
      const isFirst = seen.indexOf(id) === seen.length - 1;
      if (id === 'failing' && isFirst) throw new Error('once');
      if (id === 'later' && isFirst) throw new RetryLater(20);
      if (id === 'long') await sleep(1_500);
    });
    const chain = ['a', 'b', 'c'].map((id) =>
      misfitUpdate('goals.updated', { id, ownerId: 'ada' }),
    );
    const message = await endpoint.deliver([...chain, ...goals('failing', 'later', 'long')]);
    expect(await endpoint.send(message)).toBe(200);
    await until(() => seen.length === 8);
    await sleep(1_500);
    await app.close();
    expect(seen.toSorted()).toEqual(
      ['a', 'b', 'c', 'failing', 'failing', 'later', 'later', 'long'].toSorted(),
    );
    expect(seen.filter((id) => id.length === 1)).toEqual(['a', 'b', 'c']);
    expect(faults).toEqual([]);
  });

  it('has dead letters listed, replayed and removed', async () => {
    let isMended = false;
    const { letters, ...app } = await start(() => {
      if (!isMended) throw new Error('broken');
    });
    await app.deliver(goals('1', '2', '3', '4', '5', '6'));
    while ((await letters.count({ before: new Date() })) < 6) await sleep(20);
    const { letters: page } = await letters.list({ limit: 2, handler: 'Goals.handle' });
    expect(await letters.get(page[0]!.id)).toEqual(page[0]);
    expect(await letters.remove(page[0]!.id)).toBe(true);
    isMended = true;
    expect(await letters.replay(page[1]!.id)).toBe(true);
    expect(
      await letters.replayAll({ before: (await letters.list()).letters[2]!.failedAt }),
    ).toBeLessThan(4);
    await letters.purge();
    expect(await letters.count({ handler: 'Goals.handle' })).toBe(0);
  });

  it('has work taken up that another process has left, and what is old removed', async () => {
    const queueName = randomUUID();
    const seen: string[] = [];
    const first = await start(({ id }) => {
      if (id === 'broken') throw new Error('broken');
      seen.push(id);
      return id === 'hanging' ? new Promise(() => {}) : undefined;
    }, queueName);
    await first.deliver(goals('hanging', 'broken', 'old'));
    while (seen.length < 2 || (await first.letters.count()) < 1) await sleep(20);
    await first.app.close();
    const clock = new MovableClock();
    const second = await start(({ id }) => {
      seen.push(id);
      if (id === 'new') clock.step(40 * DAY);
      if (id === 'newer') throw new Error('broken');
    }, queueName);
    await until(() => seen.filter((id) => id === 'hanging').length === 2);
    await second.deliver(goals('new'));
    await until(() => seen.includes('new'));
    clock.step(-40 * DAY);
    await second.deliver(goals('newer'));
    while ((await second.letters.count()) < 1) await sleep(20);
    await second.app.close();
    expect(seen.filter((id) => id === 'hanging')).toHaveLength(2);
  });

  it('needs each documented command of bullmqDelivery', async () => {
    expect(await usedCommands(admin)).toBe(BULLMQ_COMMANDS);
  });

  it('(of the idempotency store) has deliveries handled once, and needs each permission', async () => {
    const storeUser = new RedisUser(admin, redis);
    await storeUser.set(...permissionsFor('misfit', IDEMPOTENCY_STORE_COMMANDS));
    await admin.config('RESETSTAT');
    const client = new Redis(storeUser.connection);
    const seen: string[] = [];
    const app = await startDeliveryApp({
      adapter: 'express',
      module: { idempotencyStore: new RedisIdempotencyStore({ client }), handlerTimeout: 500 },
      providers: [
        listener('Goals', 'goals', async ({ id }) => {
          seen.push(id);
          if (id === 'long') await sleep(400);
          if (seen.length === 1) throw new Error('once');
        }),
      ],
    });
    const message = simulator.notification(goals('x', 'long'));
    expect(await app.send(message)).toBe(503);
    expect(await app.send(message)).toBe(200);
    expect(await app.send(message)).toBe(200);
    client.disconnect();
    expect(seen).toEqual(['x', 'long', 'x']);
    expect(await usedCommands(admin)).toBe(IDEMPOTENCY_STORE_COMMANDS);
  });
});
