import { randomUUID } from 'node:crypto';
import { Queue } from 'bullmq';
import {
  MisfitDeadLetters,
  UnreadableJobError,
  type MisfitEvent,
} from 'nestjs-misfit-notification';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startBullmqApp } from '../../support/apps/bullmq-app.js';
import { CollectingLogger } from '../../support/observers/collecting-logger.js';
import { simulator } from '../../support/apps/delivery-app.js';
import { rejection } from '../../support/deliveries/durable-world.js';
import { Gate, until } from '../../support/clocks/gate.js';
import { listener } from '../../support/apps/listeners.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';

const { ownerId: _, ...lacking } = misfitUpdate();

const DAMAGES: readonly [string, string][] = [
  ['not JSON', '{"update":'],
  ['empty', ''],
  ['null', 'null'],
  ['a list', '[]'],
  ['without a notification', JSON.stringify({ update: misfitUpdate() })],
  ['with an update that lacks a field', JSON.stringify({ update: lacking, notification: {} })],
];

describe.skipIf(isRedisMissing)('a job in Redis whose data are damaged', () => {
  const redis = useRedisServer();

  async function openQueue(name: string) {
    const connection = { host: redis.host, port: redis.port };
    const queue = new Queue(name, { connection, prefix: '{misfit}' });
    onTestFinished(() => queue.close());
    return { queue, client: await queue.getBackend().client };
  }

  /** Jobs for two updates, the first of which is damaged, and a worker for them. */
  async function startDamaged(data: string) {
    const queueName = randomUUID();
    const runs: string[] = [];
    const providers = [listener('A', 'goals', ({ id }) => runs.push(id))];
    const acceptor = await startBullmqApp(redis, {
      delivery: { queueName, worker: false },
      providers,
    });
    const updates = ['x', 'y'].map((id) => misfitUpdate('goals.created', { id, ownerId: id }));
    const message = simulator.notification(updates);
    expect(await acceptor.send(message)).toBe(200);
    const { queue, client } = await openQueue(queueName);
    const id = `${message.MessageId}.0.A.handle`;
    await client.hset(queue.toKey(id), { data });
    const logger = new CollectingLogger();
    const worker = await startBullmqApp(redis, { delivery: { queueName }, providers, logger });
    const letters = worker.app.get(MisfitDeadLetters, { strict: false });
    return { ...worker, id, letters, logger, runs };
  }

  it.each(DAMAGES)('is a dead letter, and others run: %s', async (_name, data) => {
    const { id, letters, logger, runs, ...app } = await startDamaged(data);
    await until(() => runs.length === 1);
    await expect.poll(() => letters.count()).toBe(1);
    expect(runs).toEqual(['y']);
    const [letter] = (await letters.list()).letters;
    expect(letter).toMatchObject({ id, handler: 'A.handle', unreadable: { raw: { data } } });
    expect(letter!.event).toBeUndefined();
    expect(letter!.error.message).toContain('cannot be read');
    expect(await letters.get(id)).toEqual(letter);
    await until(() => logger.find('error', id).length === 1);

    expect(await rejection(letters.replay(id))).toBeInstanceOf(UnreadableJobError);
    expect(await letters.replayAll()).toBe(0);
    expect((await letters.get(id))?.unreadable?.raw['data']).toBe(data);
    await app.post([misfitUpdate('goals.created', { id: 'z' })]);
    await until(() => runs.length === 2);
    expect(await letters.purge()).toBe(1);
    expect(await letters.count()).toBe(0);
  });

  it.each(DAMAGES)('keeps its place among the jobs of its owner: %s', async (_name, data) => {
    const queueName = randomUUID();
    const acceptor = await startBullmqApp(redis, {
      delivery: { queueName, worker: false },
      providers: [listener('A', 'goals', () => {})],
    });
    const updates = ['0', '1', '2'].map((id) =>
      misfitUpdate('goals.created', { id, ownerId: 'ada' }),
    );
    const message = simulator.notification(updates);
    expect(await acceptor.send(message)).toBe(200);
    const { queue, client } = await openQueue(queueName);
    await client.hset(queue.toKey(`${message.MessageId}.1.A.handle`), { data });
    // As if a crash had released it too early.
    await queue.getBackend().promote(`${message.MessageId}.1.A.handle`);

    const gate = new Gate();
    const seen: string[] = [];
    const handle = async ({ id }: MisfitEvent) => {
      seen.push(`start ${id}`);
      if (id === '0') await gate.opened;
      seen.push(`end ${id}`);
    };
    const { app } = await startBullmqApp(redis, {
      delivery: { queueName },
      providers: [listener('A', 'goals', handle)],
    });
    const letters = app.get(MisfitDeadLetters, { strict: false });
    await until(() => seen.length === 1);
    // The damaged one has been taken up, and is parked again.
    await expect.poll(async () => (await queue.getJobCounts('delayed'))['delayed']).toBe(2);
    expect(await letters.count()).toBe(0);
    gate.open();
    await until(() => seen.length === 4);
    expect(seen).toEqual(['start 0', 'end 0', 'start 2', 'end 2']);
    const [letter] = (await letters.list()).letters;
    expect(letter).toMatchObject({
      id: `${message.MessageId}.1.A.handle`,
      unreadable: { raw: { data } },
    });
  });

  it.each(['{"', 'null', ''])('runs if only its options are damaged: %s', async (opts) => {
    const queueName = randomUUID();
    const runs: string[] = [];
    let isBroken = true;
    const handle = ({ id }: MisfitEvent) => {
      runs.push(id);
      if (isBroken) throw new Error('broken');
    };
    const providers = [listener('A', 'goals', handle)];
    const acceptor = await startBullmqApp(redis, {
      delivery: { queueName, worker: false },
      providers,
    });
    const updates = ['x', 'y'].map((id) => misfitUpdate('goals.created', { id, ownerId: id }));
    const message = simulator.notification(updates);
    expect(await acceptor.send(message)).toBe(200);
    const { queue, client } = await openQueue(queueName);
    await client.hset(queue.toKey(`${message.MessageId}.0.A.handle`), { opts });

    const { app } = await startBullmqApp(redis, {
      delivery: { queueName, attempts: 2 },
      providers,
    });
    const letters = app.get(MisfitDeadLetters, { strict: false });
    await expect.poll(() => letters.count()).toBe(2);
    expect(runs.toSorted()).toEqual(['x', 'x', 'y', 'y']);
    const found = await letters.list();
    expect(found.letters.map(({ event }) => event!.id).toSorted()).toEqual(['x', 'y']);
    isBroken = false;
    expect(await letters.replayAll()).toBe(2);
    await until(() => runs.length === 6);
    await expect
      .poll(() => queue.getJobCounts('completed', 'failed'))
      .toEqual({ completed: 2, failed: 0 });
  });

  it('is a dead letter if its id is none of the queue, too', async () => {
    const queueName = randomUUID();
    const { app } = await startBullmqApp(redis, { delivery: { queueName } });
    const letters = app.get(MisfitDeadLetters, { strict: false });
    const { queue } = await openQueue(queueName);
    await queue.add('foreign', {}, { jobId: 'foreign' });
    await expect.poll(() => letters.count()).toBe(1);
    const [letter] = (await letters.list()).letters;
    expect(letter).toMatchObject({ id: 'foreign', handler: 'foreign' });
    expect(await letters.purge()).toBe(1);
    expect(await letters.count()).toBe(0);
  });

  it('is listed among other dead letters when it was damaged later, and can be removed', async () => {
    const queueName = randomUUID();
    const app = await startBullmqApp(redis, {
      delivery: { queueName, attempts: 1 },
      providers: [
        listener('A', 'goals', () => {
          throw new Error('broken');
        }),
      ],
    });
    const letters = app.app.get(MisfitDeadLetters, { strict: false });
    await app.post(['x', 'y'].map((id) => misfitUpdate('goals.created', { id, ownerId: id })));
    await expect.poll(() => letters.count()).toBe(2);
    const { id } = (await letters.list()).letters[0]!;
    const { queue, client } = await openQueue(queueName);
    await client.hset(queue.toKey(id), { data: '?' });
    const found = await letters.list();
    expect(found.letters.map(({ event }) => event === undefined)).toEqual([true, false]);
    expect(found.letters[0]!.error.message).toBe('broken');
    expect(await letters.remove(id)).toBe(true);
    expect(await letters.count()).toBe(1);
  });
});
