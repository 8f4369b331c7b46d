import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MisfitDeadLetters } from 'nestjs-misfit-notification';
import { misfitUpdate, type DeliveryAttempt } from 'nestjs-misfit-notification/testing';
import { startBullmqApp } from '../../support/apps/bullmq-app.js';
import { CollectingLogger } from '../../support/observers/collecting-logger.js';
import { simulator, type DeliveryApp } from '../../support/apps/delivery-app.js';
import { until } from '../../support/clocks/gate.js';
import { listener } from '../../support/apps/listeners.js';
import { watchProcessFaults } from '../../support/observers/process-faults.js';
import { isRedisMissing, RedisServer, useRedisServer } from '../../support/redis/redis-server.js';

/** Delivers messages, several at once, until it is told to stop; each until it is answered 200. */
function keepDelivering(app: DeliveryApp) {
  const end = new AbortController();
  const sent: string[] = [];
  const attempts: DeliveryAttempt[] = [];
  const lane = async (): Promise<void> => {
    while (!end.signal.aborted) {
      const id = randomUUID();
      sent.push(id);
      const message = simulator.notification([misfitUpdate('goals.updated', { id })]);
      const policy = { retries: 1_000, retryDelay: 50 };
      attempts.push(...(await simulator.send(app.url, message, policy)).attempts);
      await sleep(10);
    }
  };
  const lanes = Promise.all([lane(), lane(), lane(), lane()]);
  const stop = async (): Promise<void> => {
    end.abort();
    await lanes;
  };
  return { sent, attempts, stop };
}

function slowest(attempts: readonly DeliveryAttempt[]): number {
  return Math.max(...attempts.map(({ duration }) => duration));
}

describe.skipIf(isRedisMissing)('while Redis is away', () => {
  const redis = useRedisServer({ isDurable: true });

  async function start() {
    const logger = new CollectingLogger();
    const seen: string[] = [];
    const shown: string[] = [];
    const app = await startBullmqApp(redis, {
      // Locks have to outlive the outage: work whose end could not be recorded is done again.
      delivery: { lockDuration: 20_000 },
      logger,
      providers: [
        listener('Goals', 'goals', async ({ id }) => {
          await sleep(5);
          seen.push(id);
        }),
      ],
    });
    app.bus.on('*').subscribe(({ id }) => shown.push(id));
    return { app, logger, seen, shown };
  }

  it.each<[string, () => Promise<void>, () => Promise<void>]>([
    ['killed', () => redis.stop('SIGKILL'), () => redis.start()],
    ['stopped', () => redis.stop('SIGTERM'), () => redis.start()],
    ['hanging', async () => redis.pause(), async () => redis.resume()],
  ])('(%s) answers are 503 soon, and nothing is lost or done twice', async (...row) => {
    const [, leave, comeBack] = row;
    const faults = watchProcessFaults();
    const { app, logger, seen, shown } = await start();
    const load = keepDelivering(app);
    for (let round = 0; round < 2; round++) {
      await sleep(300);
      await leave();
      await sleep(1_500);
      await comeBack();
      const refused = load.attempts.length;
      await until(() => load.attempts.slice(refused).some(({ status }) => status === 200));
    }
    await load.stop();
    // A job that was on its way to the worker comes again when its lock has run out.
    await until(() => seen.length >= load.sent.length);
    await sleep(200);
    expect(seen.toSorted()).toEqual(load.sent.toSorted());
    expect(new Set(shown).size).toBe(shown.length);
    expect(slowest(load.attempts)).toBeLessThan(10_000);
    expect(new Set(load.attempts.map(({ status }) => status))).toEqual(new Set([200, 503]));
    expect(faults).toEqual([]);
    expect(logger.find('error', 'Redis cannot be used').length).toBeLessThanOrEqual(2);
    expect(logger.find('warn', 'the queue reports')).toEqual([]);
  });

  it('dead letters are refused, and closing takes no longer than a few seconds', async () => {
    const { app } = await start();
    const letters = app.app.get(MisfitDeadLetters, { strict: false });
    await redis.stop();
    try {
      await expect(letters.list()).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
      const begin = performance.now();
      await app.app.close();
      expect(performance.now() - begin).toBeLessThan(20_000);
    } finally {
      await redis.start();
    }
  });

  it('closing takes no longer than a few seconds when Redis hangs', async () => {
    const { app } = await start();
    redis.pause();
    try {
      const begin = performance.now();
      await app.app.close();
      expect(performance.now() - begin).toBeLessThan(20_000);
    } finally {
      redis.resume();
    }
  });

  it('a script that Redis has forgotten costs one answer, not a message', async () => {
    const { app, seen } = await start();
    await app.post([misfitUpdate('goals.updated', { id: 'first' })]);
    const other = new Redis({ port: redis.port });
    onTestFinished(() => other.disconnect());
    await other.script('FLUSH');
    const message = simulator.notification([misfitUpdate('goals.updated', { id: 'second' })]);
    const policy = { retries: 20, retryDelay: 50 };
    expect((await simulator.send(app.url, message, policy)).status).toBe(200);
    await until(() => seen.includes('second'));
    await sleep(50);
    expect(seen).toEqual(['first', 'second']);
  });

  it('a message is answered 503 when Redis has reached maxmemory, and nothing of it is stored', async () => {
    const { app, seen } = await start();
    const admin = new Redis({ port: redis.port });
    onTestFinished(() => admin.disconnect());
    await admin.config('SET', 'maxmemory', '1');
    const message = simulator.notification([misfitUpdate('goals.updated', { id: 'x' })]);
    expect(await app.send(message)).toBe(503);
    await admin.config('SET', 'maxmemory', '0');
    const policy = { retries: 20, retryDelay: 50 };
    expect((await simulator.send(app.url, message, policy)).status).toBe(200);
    await until(() => seen.length === 1);
  });
});

describe.skipIf(isRedisMissing)('before Redis is there', () => {
  it('an application starts, answers 503, and works as soon as it comes', async () => {
    const faults = watchProcessFaults();
    const redis = new RedisServer();
    onTestFinished(() => redis.remove());
    await redis.start();
    await redis.stop();
    const seen: string[] = [];
    const logger = new CollectingLogger();
    const app = await startBullmqApp(redis, {
      logger,
      providers: [listener('Goals', 'goals', ({ id }) => seen.push(id))],
    });
    expect(await app.post([misfitUpdate('goals.updated')])).toBe(503);
    await sleep(500);
    expect(logger.find('error', 'Redis cannot be used')).toHaveLength(1);
    await redis.start();
    const message = simulator.notification([misfitUpdate('goals.updated', { id: 'x' })]);
    const policy = { retries: 50, retryDelay: 100 };
    expect((await simulator.send(app.url, message, policy)).status).toBe(200);
    await until(() => seen.length === 1);
    await until(() => logger.find('log', 'Redis can be used again').length === 1);
    expect(faults).toEqual([]);
  });

  it('an application can be closed within a few seconds', async () => {
    const redis = new RedisServer();
    onTestFinished(() => redis.remove());
    await redis.start();
    await redis.stop();
    const app = await startBullmqApp(redis);
    const begin = performance.now();
    await app.app.close();
    expect(performance.now() - begin).toBeLessThan(20_000);
  });
});
