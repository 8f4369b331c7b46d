import type { Redis } from 'ioredis';
import { RedisIdempotencyStore } from 'nestjs-misfit-notification/redis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { until } from '../../support/clocks/gate.js';
import { CLIENTS, connectIoredis, connectTo } from '../../support/redis/redis-clients.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';

/** What clients send from now on, in lower case; what scripts do is not among it. */
async function watchCommands(redis: Redis): Promise<string[]> {
  const commands: string[] = [];
  const monitor = await redis.monitor();
  onTestFinished(() => monitor.disconnect());
  monitor.on('monitor', (_time: string, [command]: string[], source: string) => {
    if (source !== 'lua' && command !== undefined) commands.push(command.toLowerCase());
  });
  return commands;
}

describe.skipIf(isRedisMissing).each(CLIENTS)('the commands that Redis gets, by %s', (name) => {
  const server = useRedisServer({ isDurable: true });

  async function createStore() {
    const redis = connectIoredis(server.url);
    const store = new RedisIdempotencyStore({ client: await connectTo(server.url, name) });
    const work = async (messageId: string) => {
      const claim = await store.claim(messageId, ['publish', '0:a', '0:b'], 15_000);
      await store.complete(claim, ['publish', '0:a'], 60_000);
      await store.renew(claim, 15_000);
      await store.release(claim, ['0:b']);
      return claim;
    };
    return { redis, store, work };
  }

  it('are one for each call, once it knows the scripts', async () => {
    const { redis, work } = await createStore();
    await work('m');
    const commands = await watchCommands(redis);
    await work('n');
    await redis.ping();
    await until(() => commands.includes('ping'));
    expect(commands).toEqual(['evalsha', 'evalsha', 'evalsha', 'evalsha', 'ping']);
  });

  it('are a second for each call when it has forgotten the scripts', async () => {
    const { redis, store, work } = await createStore();
    await work('m');
    await redis.script('FLUSH');
    const commands = await watchCommands(redis);
    expect((await work('o')).granted).toEqual(['publish', '0:a', '0:b']);
    expect((await store.claim('o', ['0:a', '0:b'], 1)).granted).toEqual(['0:b']);
    await redis.ping();
    await until(() => commands.includes('ping'));
    const each = ['evalsha', 'eval'];
    expect(commands).toEqual([...each, ...each, ...each, ...each, 'evalsha', 'ping']);
  });

  it('are understood after a crash, by the client as it is', async () => {
    const { store, work } = await createStore();
    await work('p');
    await server.stop();
    await server.start();
    const claim = await store.claim('p', ['0:a', '0:b'], 15_000);
    expect(claim).toMatchObject({ granted: ['0:b'], busy: [] });
  });
});
