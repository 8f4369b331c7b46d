import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MisfitDeadLetters } from 'nestjs-misfit-notification';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { startBullmqApp } from '../../support/apps/bullmq-app.js';
import { simulator } from '../../support/apps/delivery-app.js';
import { until } from '../../support/clocks/gate.js';
import { listener } from '../../support/apps/listeners.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';

describe.skipIf(isRedisMissing)('dead letters', () => {
  const redis = useRedisServer();

  /** An application with two handlers that fail until they are mended. */
  async function start(queueName: string = randomUUID(), attempts = 2) {
    const state = { isMended: false, runs: [] as string[] };
    const handle =
      (name: string) =>
      ({ id }: { id: string }): void => {
        state.runs.push(`${name} ${id}`);
        if (!state.isMended) throw new Error(`${name} on ${id}`);
      };
    const app = await startBullmqApp(redis, {
      delivery: { attempts, queueName },
      providers: [listener('A', 'goals', handle('A')), listener('B', 'goals', handle('B'))],
    });
    const letters = app.app.get(MisfitDeadLetters, { strict: false });
    const fill = async (count: number): Promise<void> => {
      const before = await letters.count();
      for (let index = 0; index < count; index++) {
        const id = `${index}`.padStart(3, '0');
        await app.post([misfitUpdate('goals.updated', { id, ownerId: id })]);
      }
      while ((await letters.count()) < before + 2 * count) await sleep(10);
    };
    return { ...app, state, letters, fill };
  }

  it('say what has failed, with what, and how often it was tried', async () => {
    const { letters, ...app } = await start();
    const message = simulator.notification([misfitUpdate('goals.updated', { id: 'x' })]);
    expect(await app.send(message)).toBe(200);
    while ((await letters.count()) < 2) await sleep(10);
    const { letters: page, next } = await letters.list({ handler: 'A.handle' });
    expect(next).toBeUndefined();
    const [letter] = page;
    expect(letter).toMatchObject({
      handler: 'A.handle',
      attempts: 2,
      error: { message: 'A on x' },
      event: { id: 'x', type: 'goals', action: 'updated' },
    });
    expect(letter!.error.stack).toContain('dead-letters.spec.ts');
    expect(letter!.event?.notification).toMatchObject({ messageId: message.MessageId });
    expect(letter!.event?.notification.timestamp).toEqual(new Date(message.Timestamp));
    expect(Date.now() - letter!.failedAt.getTime()).toBeLessThan(60_000);
    expect(await letters.get(letter!.id)).toEqual(letter);
    expect(await letters.get(`${randomUUID()}.0.A`)).toBeUndefined();
    expect(await app.send(message)).toBe(200);
    expect(await letters.count()).toBe(2);
  });

  it('are BullMQ’s failed jobs', async () => {
    const queueName = randomUUID();
    const { letters, fill } = await start(queueName);
    await fill(1);
    const connection = { host: redis.host, port: redis.port };
    const queue = new Queue(queueName, { connection, prefix: '{misfit}' });
    try {
      const failed = await queue.getFailed();
      expect(failed.map(({ name }) => name).toSorted()).toEqual(['A.handle', 'B.handle']);
      const ids = (await letters.list()).letters.map(({ id }) => id);
      expect(failed.map(({ id }) => String(id)).toSorted()).toEqual(ids.toSorted());
    } finally {
      await queue.close();
    }
  });

  it('come in pages, in the order in which they were given up, whatever is removed meanwhile', async () => {
    const { letters, fill } = await start(undefined, 1);
    await fill(30);
    const all = (await letters.list()).letters;
    expect(all).toHaveLength(60);
    const times = all.map(({ failedAt }) => failedAt.getTime());
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const seen: string[] = [];
    let from: string | undefined;
    do {
      const page = await letters.list({ handler: 'B.handle', limit: 7, ...(from && { from }) });
      seen.push(...page.letters.map(({ id }) => id));
      from = page.next;
      await letters.remove(page.letters[0]!.id);
    } while (from !== undefined);
    const ofB = all.filter(({ handler }) => handler === 'B.handle').map(({ id }) => id);
    expect(seen).toEqual(ofB);
    await expect(letters.list({ from: 'anywhere' })).rejects.toThrow(RangeError);
    const middle = all[30]!.failedAt;
    expect(await letters.count({ before: middle })).toBe(
      times.filter((time, index) => time < middle.getTime() && !isRemoved(all[index]!.id)).length,
    );
    function isRemoved(id: string): boolean {
      return ofB.indexOf(id) % 7 === 0;
    }
  });

  it('are replayed, removed and purged by handler and time', async () => {
    const { letters, fill, state } = await start(undefined, 1);
    await fill(60);
    state.isMended = true;
    state.runs.length = 0;
    expect(await letters.replayAll({ handler: 'A.handle' })).toBe(60);
    await until(() => state.runs.length >= 60);
    expect(state.runs.every((run) => run.startsWith('A '))).toBe(true);
    const rest = (await letters.list()).letters;
    expect(rest).toHaveLength(60);
    expect(await letters.remove(rest[0]!.id)).toBe(true);
    expect(await letters.remove(rest[0]!.id)).toBe(false);
    const before = rest[30]!.failedAt;
    const older = await letters.count({ before });
    expect(await letters.purge({ before })).toBe(older);
    expect(await letters.count()).toBe(59 - older);
    expect(await letters.purge({ handler: 'A.handle' })).toBe(0);
    expect(await letters.purge()).toBe(59 - older);
    await sleep(50);
    expect(state.runs).toHaveLength(60);
  });

  it('are removed whole, and without a search among the jobs that wait', async () => {
    const { letters, fill } = await start();
    await fill(3);
    const { letters: page } = await letters.list();
    const admin = new Redis({ port: redis.port });
    onTestFinished(() => admin.disconnect());
    await admin.config('RESETSTAT');
    expect(await letters.remove(page[0]!.id)).toBe(true);
    expect(await letters.remove(page[0]!.id)).toBe(false);
    expect(await letters.purge()).toBe(5);
    expect(await admin.info('commandstats')).not.toContain('cmdstat_lrem');
    for (const { id } of page) expect(await admin.keys(`*${id}*`)).toEqual([]);
  });

  it('that fail again while all are replayed are replayed once', async () => {
    const { letters, fill, state } = await start(undefined, 1);
    await fill(20);
    state.runs.length = 0;
    expect(await letters.replayAll()).toBe(40);
    while ((await letters.count()) < 40) await sleep(5);
    expect(state.runs).toHaveLength(40);
  });

  it('are what becomes of a job whose handler is gone', async () => {
    const queueName = randomUUID();
    const acceptor = await startBullmqApp(redis, {
      delivery: { queueName, worker: false },
      providers: [listener('Old', 'goals', () => {})],
    });
    await acceptor.post([misfitUpdate('goals.updated')]);
    const other = await startBullmqApp(redis, { delivery: { queueName, attempts: 2 } });
    const letters = other.app.get(MisfitDeadLetters, { strict: false });
    while ((await letters.count()) < 1) await sleep(10);
    const [letter] = (await letters.list()).letters;
    expect(letter).toMatchObject({ handler: 'Old.handle', attempts: 2 });
    expect(letter!.error.message).toContain('no handler Old.handle');
  });
});
