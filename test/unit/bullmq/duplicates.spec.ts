import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { jobIdOf } from '../../../lib/durable/job-id.js';
import type { JobOutcome } from '../../../lib/durable/job-outcome.js';
import { batchOf, BullmqQueueWorld } from '../../support/redis/bullmq-queue-world.js';
import { Gate, until } from '../../support/clocks/gate.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';

const DONE: JobOutcome = { status: 'done' };

function soon(): Date {
  return new Date(Date.now() + 60_000);
}

describe.skipIf(isRedisMissing)('a message that is added again', () => {
  const redis = useRedisServer();

  it('is new once, wherever it is added', async () => {
    const world = new BullmqQueueWorld(redis);
    const queues = [await world.open(), await world.open()];
    const batch = batchOf(1, 2);
    const adds = Array.from({ length: 10 }, (_, index) => queues[index % 2]!.add(batch));
    expect((await Promise.all(adds)).filter(Boolean)).toHaveLength(1);
    expect(await world.bull.getJobCounts('waiting', 'delayed')).toEqual({ waiting: 2, delayed: 1 });
  });

  it('is new although there is nothing to do for it', async () => {
    const queue = await new BullmqQueueWorld(redis).open();
    const batch = batchOf();
    expect(await queue.add(batch)).toBe(true);
    expect(await queue.add(batch)).toBe(false);
  });

  // Two deliveries of a message may overlap so that neither sees the marker of the other.
  it.each([true, false])(
    'leaves jobs of every state as they are (marker: %s)',
    async (isMarked) => {
      const world = new BullmqQueueWorld(redis);
      const batch = batchOf(1, 1, 1, 1, 2, 2);
      const gate = new Gate();
      const runs: number[] = [];
      const queue = await world.open(async ({ index }) => {
        runs.push(index);
        if (index === 1) return { status: 'dead', attempts: 1, error: { message: 'dead' } };
        if (index === 2) return { status: 'postponed', at: soon() };
        if (index === 3) await gate.opened;
        if (index === 4) return { status: 'failed', retryAt: soon(), error: { message: 'failed' } };
        if (index === 6) return { status: 'dead', attempts: 1, error: { message: 'dead' } };
        return DONE;
      });
      await queue.add(batch);
      await until(() => runs.length === 7);
      const expected = [
        'completed',
        'failed',
        'delayed',
        'active',
        'delayed',
        'delayed',
        'failed',
        'completed',
      ];
      while ((await world.states(batch)).join() !== expected.join()) await sleep(5);
      for (let round = 0; round < 3; round++) {
        if (!isMarked) await world.forget(batch);
        await queue.add(batch);
      }
      expect(await world.states(batch)).toEqual(expected);
      gate.open();
      expected[3] = 'completed';
      while ((await world.states(batch)).join() !== expected.join()) await sleep(5);
      await sleep(50);
      expect(runs).toHaveLength(7);
    },
  );

  it('is completed, should a part of it be missing', async () => {
    const world = new BullmqQueueWorld(redis);
    const queue = await world.open();
    const batch = batchOf(3, 1);
    await queue.add(batch);
    await world.forget(batch);
    await world.bull.remove(jobIdOf(batch.chains[0]![1]!));
    expect(await queue.add(batch)).toBe(true);
    expect(await world.states(batch)).toEqual(['waiting', 'delayed', 'delayed', 'waiting']);
  });
});
