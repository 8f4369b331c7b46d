import type { TaskClaim } from 'nestjs-misfit-notification';
import { RedisIdempotencyStore, type RedisClient } from 'nestjs-misfit-notification/redis';
import { describe, expect, it } from 'vitest';
import { CLIENTS, connectIoredis, connectTo } from '../../support/redis/redis-clients.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';
import { passOn } from '../../support/redis/redis-time.js';

const LEASE = 15_000;
const RETENTION = 70 * 60 * 1000;

describe.skipIf(isRedisMissing).each(CLIENTS)('a claim in Redis, by %s', (name) => {
  const server = useRedisServer();

  async function createStore() {
    const redis = connectIoredis(server.url);
    await redis.flushall();
    const client = await connectTo(server.url, name);
    return { redis, client, store: new RedisIdempotencyStore({ client }) };
  }

  it('is granted each task once, of fifty at once over several connections', async () => {
    const { client } = await createStore();
    const others = [connectTo(server.url, 'ioredis'), connectTo(server.url, 'node-redis')];
    const clients = [client, ...(await Promise.all(others))];
    const stores = clients.map((each) => new RedisIdempotencyStore({ client: each }));
    const tasks = Array.from({ length: 20 }, (_, index) => `${index}:Listener.onGoal`);
    // All tasks, the even and the odd ones: many claims are granted a part.
    const wanted = [tasks, ...[0, 1].map((rest) => tasks.filter((_, index) => index % 2 === rest))];
    const pending: Promise<TaskClaim>[] = [];
    for (let index = 0; pending.length < 50; index++) {
      for (const store of stores) {
        pending.push(store.claim('m', wanted[index % wanted.length] ?? [], LEASE));
      }
    }
    const claims = await Promise.all(pending);
    expect(claims.flatMap(({ granted }) => granted).toSorted()).toEqual(tasks.toSorted());
    expect(new Set(claims.map(({ token }) => token)).size).toBe(claims.length);
  });

  it('is taken over when its lease has run out, and then neither renewed nor released', async () => {
    const { redis, store } = await createStore();
    const first = await store.claim('m', ['a', 'b'], LEASE);
    await passOn(redis, LEASE);
    const second = await store.claim('m', ['a', 'b'], LEASE);
    expect(second).toMatchObject({ granted: ['a', 'b'], busy: [] });
    await store.renew(first, 100 * LEASE);
    await store.release(first, ['a', 'b']);
    expect(await store.claim('m', ['a', 'b'], LEASE)).toMatchObject({ busy: ['a', 'b'] });
    await passOn(redis, LEASE);
    expect(await store.claim('m', ['a', 'b'], LEASE)).toMatchObject({ granted: ['a', 'b'] });
  });

  it('is taken over in real time', async () => {
    const { store } = await createStore();
    await store.claim('m', ['a'], 120);
    expect((await store.claim('m', ['a'], LEASE)).busy).toEqual(['a']);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect((await store.claim('m', ['a'], LEASE)).granted).toEqual(['a']);
  });

  it('completes its tasks after its end, and after its key is gone', async () => {
    const { redis, store } = await createStore();
    const late = await store.claim('m', ['a', 'b'], LEASE);
    await passOn(redis, 2 * LEASE);
    expect(await redis.exists('misfit:m')).toBe(0);
    const current = await store.claim('m', ['b'], LEASE);
    await store.complete(late, ['a', 'b'], RETENTION);
    await store.release(current, ['b']);
    expect(await store.claim('m', ['a', 'b'], LEASE)).toMatchObject({ granted: [], busy: [] });
  });

  it('that is sent again, because its answer was lost, is granted the same again', async () => {
    const { client, store } = await createStore();
    const twice = new RedisIdempotencyStore({ client: sendingTwice(client) });
    const claim = await twice.claim('m', ['a', 'b'], LEASE);
    expect(claim).toMatchObject({ granted: ['a', 'b'], busy: [] });
    expect(await store.claim('m', ['a', 'b'], LEASE)).toMatchObject({ busy: ['a', 'b'] });
    await twice.renew(claim, LEASE);
    await twice.complete(claim, ['a'], RETENTION);
    expect(await store.claim('m', ['a', 'b'], LEASE)).toMatchObject({ granted: [], busy: ['b'] });
    await twice.release(claim, ['b']);
    expect(await store.claim('m', ['a', 'b'], LEASE)).toMatchObject({ granted: ['b'], busy: [] });
  });

  it('leaves nothing when all is given back, and only what is done when all is done', async () => {
    const { redis, store } = await createStore();
    await store.release(await store.claim('m', ['a', 'b'], LEASE), ['b', 'a']);
    expect(await redis.exists('misfit:m')).toBe(0);
    const claim = await store.claim('m', ['a', 'b'], LEASE);
    await store.complete(claim, ['a'], RETENTION);
    await store.complete(claim, ['b'], RETENTION);
    expect(await redis.hgetall('misfit:m')).toEqual({ a: 'done', b: 'done' });
  });

  it('leaves nothing behind when others take over again and again', async () => {
    const { redis, store } = await createStore();
    for (let index = 0; index < 20; index++) {
      const { granted } = await store.claim('m', ['a', 'b'], LEASE);
      expect(granted).toEqual(['a', 'b']);
      // Keeps the message in memory.
      await store.claim('m', ['c'], 3 * LEASE);
      await passOn(redis, LEASE);
    }
    expect(await redis.hlen('misfit:m')).toBeLessThanOrEqual(5);
  });

  it('makes its key live as long as what is in it, and never without end', async () => {
    const { redis, store } = await createStore();
    const expectLife = async (milliseconds: number) => {
      const life = await redis.pttl('misfit:m');
      expect(life).toBeLessThanOrEqual(milliseconds);
      expect(life).toBeGreaterThan(milliseconds - 1_000);
    };
    const claim = await store.claim('m', ['a', 'b'], LEASE);
    await expectLife(LEASE);
    await store.claim('m', ['c'], 2 * LEASE);
    await expectLife(2 * LEASE);
    await store.renew(claim, 3 * LEASE);
    await expectLife(3 * LEASE);
    await store.complete(claim, ['a'], RETENTION);
    await expectLife(RETENTION);
    await store.renew(claim, LEASE);
    await store.release(claim, ['b']);
    await expectLife(RETENTION);
    await store.complete({ ...claim, messageId: 'n' }, ['a'], RETENTION);
    expect(await redis.pttl('misfit:n')).toBeGreaterThan(0);
  });

  it('of nothing, and what follows it, leaves nothing', async () => {
    const { redis, store } = await createStore();
    const claim = await store.claim('m', [], LEASE);
    expect(claim).toMatchObject({ granted: [], busy: [] });
    await store.renew(claim, LEASE);
    await store.complete(claim, [], RETENTION);
    await store.release(claim, []);
    expect(await redis.keys('*')).toEqual([]);
  });

  it('takes times that are no whole milliseconds, and names of any form', async () => {
    const { store } = await createStore();
    const tasks = ['', 'done', 'a b', 'ключ', '__proto__', '\0', '15 1', '%d'];
    for (const messageId of ['', '*', 'k'.repeat(300), '}{']) {
      const claim: TaskClaim = await store.claim(messageId, tasks, 1251.25);
      expect(claim.granted).toEqual(tasks);
      expect((await store.claim(messageId, tasks, LEASE)).busy).toEqual(tasks);
      await store.renew(claim, 0.5 + LEASE);
      await store.complete(claim, tasks, RETENTION + 0.001);
      expect(await store.claim(messageId, tasks, LEASE)).toMatchObject({ granted: [], busy: [] });
    }
  });

  it('of thirty thousand tasks ends soon', async () => {
    const { store } = await createStore();
    const tasks = Array.from({ length: 30_000 }, (_, index) => `${index}:Listener.onGoal`);
    const startedAt = performance.now();
    const claim = await store.claim('m', tasks, LEASE);
    expect(claim.granted).toEqual(tasks);
    expect((await store.claim('m', tasks, LEASE)).busy).toEqual(tasks);
    await store.complete(claim, tasks.slice(1), RETENTION);
    await store.release(claim, tasks.slice(0, 1));
    expect((await store.claim('m', tasks, LEASE)).granted).toEqual(tasks.slice(0, 1));
    expect(performance.now() - startedAt).toBeLessThan(60_000);
  });
});

/** As a client does that does not know whether the server has got what it sent. */
function sendingTwice(client: RedisClient): RedisClient {
  return new Proxy(client, {
    get(target, name) {
      const method = Reflect.get(target, name) as unknown;
      if (typeof method !== 'function') return method;
      return async (...args: unknown[]) => {
        await method.apply(target, args);
        return method.apply(target, args) as unknown;
      };
    },
  });
}
