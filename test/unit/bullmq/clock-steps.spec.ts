import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { JobOutcome } from '../../../lib/durable/job-outcome.js';
import { batchOf, BullmqQueueWorld } from '../../support/redis/bullmq-queue-world.js';
import { until } from '../../support/clocks/gate.js';
import { MovableClock } from '../../support/clocks/movable-clock.js';
import { connectIoredis } from '../../support/redis/redis-clients.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';

const DONE: JobOutcome = { status: 'done' };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The clock of a server cannot be set: what expires is moved nearer instead. */
async function stepRedis(server: Redis, milliseconds: number): Promise<void> {
  for (const key of await server.keys('*')) {
    const left = await server.pttl(key);
    if (left >= 0) await server.pexpire(key, left - milliseconds);
  }
}

function watchWarnings(): string[] {
  const names: string[] = [];
  const note = ({ name }: Error) => void names.push(name);
  process.on('warning', note);
  onTestFinished(() => void process.off('warning', note));
  return names;
}

describe.skipIf(isRedisMissing)('a step of the clock', () => {
  const redis = useRedisServer();

  it('back by 10 minutes leaves a running job its lock', async () => {
    const clock = new MovableClock();
    const world = new BullmqQueueWorld(redis);
    let runs = 0;
    const run = async (): Promise<JobOutcome> => {
      runs++;
      await sleep(3_000);
      return DONE;
    };
    const queue = await world.open(run);
    await world.open(run);
    const batch = batchOf(1);
    await queue.add(batch);
    await until(() => runs === 1);
    clock.step(-10 * MINUTE);
    while ((await world.states(batch))[0] !== 'completed') await sleep(20);
    expect(runs).toBe(1);
  });

  it.each([-10 * MINUTE, 2 * HOUR])(
    'by %i ms keeps no work waiting that is due at once',
    async (step) => {
      const clock = new MovableClock();
      const world = new BullmqQueueWorld(redis);
      let runs = 0;
      const queue = await world.open(() => {
        runs++;
        return DONE;
      });
      await queue.add(batchOf(3));
      clock.step(step);
      await queue.add(batchOf(3, 1));
      await until(() => runs === 7);
      clock.step(-step);
      await queue.add(batchOf(3));
      await until(() => runs >= 10);
      expect(runs).toBe(10);
    },
  );

  it('is noticed by a wait of weeks within seconds', async () => {
    const warnings = watchWarnings();
    const clock = new MovableClock();
    const world = new BullmqQueueWorld(redis);
    let runs = 0;
    const queue = await world.open(() => {
      runs++;
      return runs > 1 ? DONE : { status: 'postponed', at: new Date(Date.now() + 40 * DAY) };
    });
    const batch = batchOf(1);
    await queue.add(batch);
    while ((await world.states(batch))[0] !== 'delayed') await sleep(20);
    await sleep(500);
    expect(runs).toBe(1);
    clock.step(40 * DAY);
    await until(() => runs === 2);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['of this process', 30 * DAY, 0],
    ['of Redis', 0, 30 * DAY],
    ['of both', DAY, DAY],
  ])('ahead and back (%s) makes no message new that was handled', async (_, ofProcess, ofRedis) => {
    const clock = new MovableClock();
    const world = new BullmqQueueWorld(redis);
    const runs: string[] = [];
    const queue = await world.open(({ messageId }) => {
      runs.push(messageId);
      return DONE;
    });
    const batch = batchOf(1);
    await queue.add(batch);
    while ((await world.states(batch))[0] !== 'completed') await sleep(20);
    clock.step(ofProcess);
    await stepRedis(connectIoredis(redis.url), ofRedis);
    // The end of a job removes those that are too old.
    const other = batchOf(1);
    await queue.add(other);
    while ((await world.states(other))[0] !== 'completed') await sleep(20);
    clock.step(-ofProcess);
    await queue.add(batch);
    await queue.add(batchOf(1));
    await until(() => runs.length >= 3);
    await sleep(100);
    expect(runs.filter((id) => id === batch.notification.messageId)).toHaveLength(1);
  });
});
