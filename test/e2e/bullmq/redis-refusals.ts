import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { RedisUser } from '../../support/redis/redis-permissions.js';

/** Arguments for a server that can be made to refuse commands. */
export const REFUSING_SERVER: readonly string[] = [
  '--enable-protected-configs',
  'yes',
  '--enable-debug-command',
  'yes',
  '--save',
  '3600 1000000',
  '--dbfilename',
  'refusals.rdb',
  '--loading-process-events-interval-bytes',
  '1024',
];

/** What each key takes to load, and how many there are. */
const LOADING = { microseconds: 25_000, keys: 120 };

/** A way to have a running Redis refuse commands, and to end that. */
export interface Refusal {
  /** What the answers begin with. */
  readonly code: string;
  /** What the log says, if that is not always the code. */
  readonly reason?: RegExp;
  readonly begin: (admin: Redis, user: RedisUser) => Promise<unknown>;
  readonly end: (admin: Redis, user: RedisUser) => Promise<unknown>;
}

export const REFUSALS: readonly Refusal[] = [
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
    // The connections are closed, perhaps before a command was refused.
    reason: /NOAUTH|connection is closed|ECONNRESET|EPIPE/i,
    begin: async (admin) => {
      await admin.config('SET', 'requirepass', 'secret');
      await admin.call('CLIENT', 'KILL', 'TYPE', 'normal');
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
