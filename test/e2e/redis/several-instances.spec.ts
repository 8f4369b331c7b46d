import type { Type } from '@nestjs/common';
import { RedisIdempotencyStore } from 'nestjs-misfit-notification/redis';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { simulator, startDeliveryApp } from '../../support/apps/delivery-app.js';
import { Gate, until } from '../../support/clocks/gate.js';
import { listener } from '../../support/apps/listeners.js';
import { connectTo, type ClientName } from '../../support/redis/redis-clients.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';

const updates = ['a', 'b', 'c'].map((id) => misfitUpdate('goals.updated', { id }));

describe.skipIf(isRedisMissing).each<[ClientName, ClientName]>([
  ['ioredis', 'ioredis'],
  ['node-redis', 'node-redis'],
  ['ioredis', 'node-redis'],
])('an instance on Express and one on Fastify that share a Redis, by %s and %s', (...clients) => {
  const server = useRedisServer();

  async function startInstances(providersOf: (instance: number) => Type<object>[]) {
    const started = ADAPTERS.map(async (adapter, instance) => {
      const client = await connectTo(server.url, clients[instance] ?? 'ioredis');
      const idempotencyStore = new RedisIdempotencyStore({ client });
      const providers = providersOf(instance);
      return startDeliveryApp({ adapter, module: { idempotencyStore }, providers });
    });
    const [one, two] = await Promise.all(started);
    if (one === undefined || two === undefined) throw new Error('two adapters expected');
    return [one, two] as const;
  }

  it('run each handler once for each update, though both get twenty copies at once', async () => {
    const calls: string[] = [];
    const instances = await startInstances(() => [
      listener('Quick', 'goals', ({ id }) => calls.push(`Quick ${id}`)),
      listener('Slow', 'goals', async ({ id }) => {
        calls.push(`Slow ${id}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }),
    ]);
    const seen: string[] = [];
    for (const { bus } of instances) bus.on('*').subscribe(({ id }) => seen.push(id));
    const message = simulator.notification(updates);
    const copies = Array.from({ length: 20 }, () => instances.map((app) => app.send(message)));
    const statuses = await Promise.all(copies.flat());

    expect(statuses).toContain(200);
    expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
    for (const app of instances) expect(await app.send(message)).toBe(200);
    const once = ['Quick a', 'Quick b', 'Quick c', 'Slow a', 'Slow b', 'Slow c'];
    expect(calls.toSorted()).toEqual(once);
    expect(seen.toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('retry on one what has failed on the other, and only that', async () => {
    const calls: string[] = [];
    const [one, two] = await startInstances((instance) => [
      listener('Sound', '*', ({ id }) => calls.push(`Sound ${id} on ${instance}`)),
      listener('Flaky', 'goals', async ({ id }) => {
        calls.push(`Flaky ${id} on ${instance}`);
        await Promise.resolve();
        if (instance === 0 && id === 'b') throw new Error('not here');
      }),
    ]);
    const message = simulator.notification(updates);
    expect(await one.send(message)).toBe(503);
    expect(calls).toHaveLength(6);
    expect(await two.send(message)).toBe(200);
    expect(calls.slice(6)).toEqual(['Flaky b on 1']);
    for (const app of [one, two]) expect(await app.send(message)).toBe(200);
    expect(calls).toHaveLength(7);
  });

  it('answer 503 while the other is at work, and 200 when it is done', async () => {
    const gate = new Gate();
    let runs = 0;
    const [one, two] = await startInstances(() => [
      listener('Waiting', 'goals', () => {
        runs++;
        return gate.opened;
      }),
    ]);
    const message = simulator.notification(updates.slice(0, 1));
    const first = one.send(message);
    await until(() => runs === 1);
    expect(await two.send(message)).toBe(503);
    gate.open();
    expect(await first).toBe(200);
    expect(await two.send(message)).toBe(200);
    expect(runs).toBe(1);
  });
});
