import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { startBullmqApp } from '../../support/apps/bullmq-app.js';
import { wordsAfter, startBullmqProcess } from '../../support/processes/bullmq-process.js';
import { CollectingLogger } from '../../support/observers/collecting-logger.js';
import { simulator } from '../../support/apps/delivery-app.js';
import { until } from '../../support/clocks/gate.js';
import { listener } from '../../support/apps/listeners.js';
import { watchProcessFaults } from '../../support/observers/process-faults.js';
import { refusedCommands, RedisUser } from '../../support/redis/redis-permissions.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';

const goal = (id: string) => [misfitUpdate('goals.updated', { id })];

describe.skipIf(isRedisMissing)('an application that starts', () => {
  const redis = useRedisServer();
  let admin: Redis;

  beforeAll(() => {
    admin = new Redis(redis.url);
  });

  afterAll(() => admin.disconnect());

  it.each([['+@all -@dangerous'], ['+@all -info'], ['-@all']])(
    'as a Redis user with %s has an event loop that turns, and ends on SIGTERM',
    async (rules) => {
      const user = new RedisUser(admin, redis);
      await user.set('~*', ...rules.split(' '));
      const child = startBullmqProcess({ connection: user.connection });
      await until(() => wordsAfter('tick', child).length > 10);
      child.process.kill('SIGTERM');
      await child.ended();
      expect(child.process.signalCode).toBe('SIGTERM');
    },
  );

  it.each([['-@dangerous'], ['-info']])('as a Redis user with +@all %s works', async (rule) => {
    const user = new RedisUser(admin, redis);
    await user.set('~*', '+@all', rule);
    const seen: string[] = [];
    const app = await startBullmqApp(redis, {
      delivery: { connection: user.connection },
      providers: [listener('Goals', 'goals', ({ id }) => seen.push(id))],
    });
    expect(await app.post(goal('x'))).toBe(200);
    await until(() => seen.length === 1);
  });

  // Without the first no notification can be stored, without the others no job can be taken.
  it.each([
    ['exists', 503],
    ['bzpopmin', 200],
    ['rpoplpush', 200],
  ])(
    'as a Redis user who may not use %s says so once, pauses, and works as soon as the user may',
    async (command, status) => {
      const faults = watchProcessFaults();
      const user = new RedisUser(admin, redis);
      await user.set('~*', '+@all', `-${command}`);
      const logger = new CollectingLogger();
      const seen: string[] = [];
      const app = await startBullmqApp(redis, {
        logger,
        delivery: { connection: user.connection },
        providers: [listener('Goals', 'goals', ({ id }) => seen.push(id))],
      });
      expect(await app.post(goal('early'))).toBe(status);
      await until(() => logger.find('error', 'Redis cannot be used').length > 0);
      await admin.config('RESETSTAT');
      await sleep(2_500);
      expect(await refusedCommands(admin)).toBeLessThan(20);
      expect(logger.find('error', 'Redis cannot be used')).toHaveLength(1);
      await user.set('+@all');
      const message = simulator.notification(goal('late'));
      const policy = { retries: 50, retryDelay: 100 };
      expect((await simulator.send(app.url, message, policy)).status).toBe(200);
      await until(() => seen.includes('late') && (status === 503 || seen.includes('early')));
      await until(() => logger.find('log', 'Redis can be used again').length > 0);
      expect(faults).toEqual([]);
    },
  );

  it('with a wrong password answers 503, says so once, and works as soon as it is right', async () => {
    const faults = watchProcessFaults();
    const user = new RedisUser(admin, redis);
    await user.set('~*', '+@all');
    const logger = new CollectingLogger();
    const seen: string[] = [];
    const app = await startBullmqApp(redis, {
      logger,
      delivery: { connection: { ...user.connection, password: 'other' }, queueName: randomUUID() },
      providers: [listener('Goals', 'goals', ({ id }) => seen.push(id))],
    });
    const message = simulator.notification(goal('x'));
    expect(await app.send(message)).toBe(503);
    await admin.config('RESETSTAT');
    await sleep(2_500);
    expect(await refusedCommands(admin)).toBeLessThan(30);
    expect(logger.find('error', 'Redis cannot be used: WRONGPASS')).toHaveLength(1);
    await user.set('>other');
    const policy = { retries: 50, retryDelay: 100 };
    expect((await simulator.send(app.url, message, policy)).status).toBe(200);
    await until(() => seen.length === 1);
    await until(() => logger.find('log', 'Redis can be used again').length === 1);
    expect(faults).toEqual([]);
  });

  it('goes on connecting where the clients of the application would give up', async () => {
    const client = new Redis({ port: redis.port, lazyConnect: true, retryStrategy: () => null });
    const seen: string[] = [];
    const app = await startBullmqApp(redis, {
      delivery: { connection: client },
      providers: [listener('Goals', 'goals', ({ id }) => seen.push(id))],
    });
    await admin.call('CLIENT', 'KILL', 'TYPE', 'normal');
    const policy = { retries: 50, retryDelay: 100 };
    const message = simulator.notification(goal('x'));
    expect((await simulator.send(app.url, message, policy)).status).toBe(200);
    await until(() => seen.length === 1);
  });
});

describe.skipIf(isRedisMissing)('the eviction policy of Redis', () => {
  const redis = useRedisServer({ args: ['--maxmemory-policy', 'allkeys-lru'] });

  it('is warned about where it may throw accepted work away', async () => {
    const logger = new CollectingLogger();
    await startBullmqApp(redis, { logger });
    await until(() => logger.find('warn', 'maxmemory-policy allkeys-lru').length > 0);
    expect(logger.find('warn', 'set it to noeviction')).toHaveLength(1);
  });
});
