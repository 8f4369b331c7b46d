import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { startBullmqApp } from '../../support/bullmq-app.js';
import { CollectingLogger } from '../../support/collecting-logger.js';
import { simulator } from '../../support/delivery-app.js';
import { Gate, until } from '../../support/gate.js';
import { listener } from '../../support/listeners.js';
import { watchProcessFaults } from '../../support/process-faults.js';
import { RedisUser, refusedCommands } from '../../support/redis-permissions.js';
import { isRedisMissing, useRedisServer } from '../../support/redis-server.js';

/** Milliseconds for which Redis refuses commands. */
const REFUSING = 2_500;

/** What each key takes to load, and how many there are. */
const LOADING = { microseconds: 25_000, keys: 120 };

interface Refusal {
  /** What the answers begin with. */
  readonly code: string;
  begin(admin: Redis, user: RedisUser): Promise<unknown>;
  end(admin: Redis, user: RedisUser): Promise<unknown>;
}

const REFUSALS: readonly Refusal[] = [
  {
    code: 'READONLY',
    begin: (admin) => admin.replicaof('127.0.0.1', 1),
    end: (admin) => admin.replicaof('NO', 'ONE'),
  },
  {
    code: 'OOM',
    begin: (admin) => admin.config('SET', 'maxmemory', '1mb'),
    end: (admin) => admin.config('SET', 'maxmemory', '0'),
  },
  {
    code: 'MISCONF',
    begin: (admin) => saveIn(admin, '/proc', 'err'),
    end: (admin) => saveIn(admin, '/tmp', 'ok'),
  },
  {
    code: 'LOADING',
    begin: async (admin) => {
      const keys = Array.from({ length: LOADING.keys }, (_, key) => [key, 'x'.repeat(2_000)]);
      await admin.mset(keys.flat() as string[]);
      await admin.config('SET', 'key-load-delay', LOADING.microseconds);
      const reloader = admin.duplicate();
      void reloader.debug('RELOAD').finally(() => reloader.disconnect());
      while (!(await isLoading(admin))) await sleep(20);
    },
    end: async (admin) => {
      while (await isLoading(admin)) await sleep(50);
    },
  },
  {
    code: 'NOAUTH',
    begin: async (admin) => {
      await admin.config('SET', 'requirepass', 'secret');
      await admin.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    },
    end: (admin) => admin.config('SET', 'requirepass', ''),
  },
  {
    code: 'NOPERM',
    begin: (_, user) => user.set('-@all'),
    end: (_, user) => user.set('+@all'),
  },
];

function isLoading(admin: Redis): Promise<boolean> {
  return admin.get('0').then(
    () => false,
    () => true,
  );
}

/** Has Redis save its data where it can or cannot: while it cannot, it takes no more. */
async function saveIn(admin: Redis, directory: string, result: 'ok' | 'err'): Promise<void> {
  await admin.config('SET', 'dir', directory);
  await admin.bgsave();
  const isDone = async () =>
    (await admin.info('persistence')).includes(`rdb_last_bgsave_status:${result}`);
  while (!(await isDone())) await sleep(20);
}

describe.skipIf(isRedisMissing)('while Redis refuses commands', () => {
  const redis = useRedisServer({
    args: [
      ...['--enable-protected-configs', 'yes', '--enable-debug-command', 'yes'],
      ...['--save', '3600 1000000', '--dbfilename', 'refusals.rdb'],
      ...['--loading-process-events-interval-bytes', '1024'],
    ],
  });
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
    async ({ code, begin, end }) => {
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
      const noticeOf = (id: string) =>
        simulator.notification([misfitUpdate('goals.updated', { id })]);
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
      await until(() => seen.length > refused.length, 10_000);
      await until(() => logger.find('log', 'Redis can be used again').length > 0, 10_000);
      await app.app.close();
      expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([503]));
      expect(Math.max(...refused.map(({ duration }) => duration))).toBeLessThan(2_000);
      expect(seen.toSorted()).toEqual(['running', ...refused.keys()].map(String).toSorted());
      expect(logger.find('error', 'Redis cannot be used')).toHaveLength(1);
      expect(logger.find('error', code)).toHaveLength(1);
      expect(logger.find('log', 'Redis can be used again')).toHaveLength(1);
      expect(logger.find('warn', 'the queue reports')).toEqual([]);
      // A delivery costs a few, and a worker that pauses few more.
      expect(errors).toBeLessThan(8 * refused.length);
      expect(faults).toEqual([]);
    },
    30_000,
  );
});
