import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { startBullmqApp } from '../../support/apps/bullmq-app.js';
import { simulator } from '../../support/apps/delivery-app.js';
import { until } from '../../support/clocks/gate.js';
import { listener } from '../../support/apps/listeners.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';

describe.skipIf(isRedisMissing)('work in BullMQ', () => {
  const redis = useRedisServer();

  it.each(ADAPTERS)('is done after the answer (%s)', async (adapter) => {
    const seen: string[] = [];
    const shown: string[] = [];
    const app = await startBullmqApp(redis, {
      adapter,
      providers: [
        listener('One', 'goals', ({ id }) => seen.push(`One ${id}`)),
        listener('All', '*', ({ id }) => seen.push(`All ${id}`)),
      ],
    });
    app.bus.on('*').subscribe(({ id }) => shown.push(id));
    const updates = [
      misfitUpdate('goals.created', { id: 'a' }),
      misfitUpdate('sleeps.created', { id: 'b' }),
    ];
    expect(await app.post(updates)).toBe(200);
    await until(() => seen.length === 3);
    expect(seen.toSorted()).toEqual(['All a', 'All b', 'One a']);
    expect(shown).toEqual(['a', 'b']);
  });

  it('is that of the good updates, where a message holds others too', async () => {
    const seen: string[] = [];
    const skipped: string[] = [];
    const app = await startBullmqApp(redis, {
      providers: [listener('Goals', 'goals', ({ id }) => seen.push(id))],
    });
    app.bus.rejections$.subscribe(({ code }) => skipped.push(code));
    const message = simulator.notification([
      { nothing: 'of use' },
      misfitUpdate('goals.updated', { id: 'good' }),
    ]);
    expect(await app.send(message)).toBe(200);
    await until(() => seen.length === 1);
    expect(skipped).toHaveLength(1);
    expect(await app.send(simulator.notification({ not: 'a list' }))).toBe(400);
    expect(await app.post([])).toBe(200);
  });

  it('is the same however often and wherever the message arrives', async () => {
    const seen: string[] = [];
    const shown: string[] = [];
    // Locks that a loaded machine can renew: work whose lock is lost is repeated.
    const delivery = { queueName: randomUUID(), lockDuration: 30_000 };
    const providers = [listener('Goals', 'goals', ({ id }) => seen.push(id))];
    const apps = [
      await startBullmqApp(redis, { delivery, providers }),
      await startBullmqApp(redis, { delivery, providers, adapter: 'fastify' }),
    ];
    for (const { bus } of apps) bus.on('*').subscribe(({ id }) => shown.push(id));
    const messages = Array.from({ length: 20 }, (_, index) =>
      simulator.notification([misfitUpdate('goals.updated', { id: `${index}` })]),
    );
    for (let round = 0; round < 3; round++) {
      const sent = messages.flatMap((message) => apps.map((app) => app.send(message)));
      expect(new Set(await Promise.all(sent))).toEqual(new Set([200]));
    }
    await until(() => seen.length >= 20);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(seen.toSorted()).toEqual(messages.map((_, index) => `${index}`).toSorted());
    expect(shown.toSorted()).toEqual(seen.toSorted());
  });
});
