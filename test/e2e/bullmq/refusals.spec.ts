import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { startBullmqApp } from '../../support/apps/bullmq-app.js';
import { CollectingLogger } from '../../support/observers/collecting-logger.js';
import { simulator } from '../../support/apps/delivery-app.js';
import { Gate, until } from '../../support/clocks/gate.js';
import { listener } from '../../support/apps/listeners.js';
import { watchProcessFaults } from '../../support/observers/process-faults.js';
import { RedisUser, refusedCommands } from '../../support/redis/redis-permissions.js';
import { REFUSALS, REFUSING_SERVER } from './redis-refusals.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';

/** Milliseconds for which Redis refuses commands. */
const REFUSING = 2_500;

function noticeOf(id: string) {
  return simulator.notification([misfitUpdate('goals.updated', { id })]);
}

describe.skipIf(isRedisMissing)('while Redis refuses commands', () => {
  const redis = useRedisServer({ args: REFUSING_SERVER });
  let admin: Redis;
  let user: RedisUser;

  beforeAll(async () => {
    admin = new Redis(redis.url);
    user = new RedisUser(admin, redis);
    await user.set('~*', '+@all');
  });

  afterAll(() => admin.disconnect());

  it.each(REFUSALS)(
    '($code) answers are 503 soon, workers pause, and nothing is lost or done twice',
    async ({ code, reason = code, begin, end }) => {
      const faults = watchProcessFaults();
      const logger = new CollectingLogger();
      const seen: string[] = [];
      const gate = new Gate();
      const { host, port } = redis;
      const app = await startBullmqApp(redis, {
        logger,
        delivery: {
          connection: code === 'NOPERM' ? user.connection : { host, port },
          lockDuration: 20_000,
        },
        providers: [
          listener('Goals', 'goals', async ({ id }) => {
            seen.push(id);
            if (id === 'running') await gate.opened;
          }),
        ],
      });
      expect(await app.send(noticeOf('running'))).toBe(200);
      await until(() => seen.length === 1);

      await begin(admin, user);
      await admin.config('RESETSTAT').catch(() => {});
      const start = performance.now();
      const refused = [];
      while (performance.now() - start < REFUSING) {
        const message = noticeOf(`${refused.length}`);
        const { attempts } = await simulator.send(app.url, message);
        refused.push({ message, ...attempts[0]! });
        gate.open();
        await sleep(100);
      }
      const errors = await refusedCommands(admin).catch(() => 0);
      await end(admin, user);

      const policy = { retries: 100, retryDelay: 100 };
      for (const { message } of refused) {
        expect((await simulator.send(app.url, message, policy)).status).toBe(200);
      }
      await until(() => seen.length > refused.length);
      await until(() => logger.find('log', 'Redis can be used again').length > 0);
      await app.app.close();
      expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([503]));
      expect(Math.max(...refused.map(({ duration }) => duration))).toBeLessThan(10_000);
      expect(seen.toSorted()).toEqual(['running', ...refused.keys()].map(String).toSorted());
      const lines = logger.find('error', 'Redis cannot be used');
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(reason);
      expect(logger.find('log', 'Redis can be used again')).toHaveLength(1);
      expect(logger.find('warn', 'the queue reports')).toEqual([]);
      // A delivery costs a few, and a worker that pauses few more.
      expect(errors).toBeLessThan(8 * refused.length);
      expect(faults).toEqual([]);
    },
  );
});
