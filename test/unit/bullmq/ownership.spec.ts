import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { jobIdOf } from '../../../lib/durable/job-id.js';
import type { JobOutcome } from '../../../lib/durable/job-outcome.js';
import { batchOf, BullmqQueueWorld } from '../../support/redis/bullmq-queue-world.js';
import { Gate, until } from '../../support/clocks/gate.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';

const DONE: JobOutcome = { status: 'done' };

describe.skipIf(isRedisMissing)('a job', () => {
  const redis = useRedisServer();

  it('whose process has crashed is taken up again, as the next attempt', async () => {
    const world = new BullmqQueueWorld(redis);
    const acceptor = await world.open();
    const batch = batchOf(1);
    await acceptor.add(batch);
    const id = jobIdOf(batch.chains[0]![0]!);
    expect(await world.takeAndCrash()).toBe(id);
    const attempts: number[] = [];
    const worker = await world.open(
      (_, attempt): JobOutcome => {
        attempts.push(attempt);
        if (attempts.length > 1) return { status: 'dead', attempts: 1, error: { message: 'dead' } };
        return { status: 'failed', retryAt: new Date(), error: { message: 'failed' } };
      },
      { attempts: 5 },
    );
    await until(() => attempts.length === 2);
    expect(attempts).toEqual([2, 3]);
    while ((await worker.deadLetters.count({})) === 0) await sleep(5);
    expect(await worker.deadLetters.get(id)).toMatchObject({ attempts: 3 });
    expect(await worker.deadLetters.replay(id)).toBe(true);
    await until(() => attempts.length === 3);
    expect(attempts[2]).toBe(1);
  });

  it('that outlives its worker’s time to close is run again elsewhere', async () => {
    const world = new BullmqQueueWorld(redis);
    const gate = new Gate();
    let runs = 0;
    const first = await world.open(async () => {
      runs++;
      await gate.opened;
      return DONE;
    });
    const batch = batchOf(1);
    await first.add(batch);
    await until(() => runs === 1);
    const begin = performance.now();
    await first.close(200);
    expect(performance.now() - begin).toBeLessThan(30_000);
    const attempts: number[] = [];
    await world.open((_, attempt) => {
      attempts.push(attempt);
      return DONE;
    });
    await until(() => attempts.length === 1);
    gate.open();
    await sleep(100);
    expect(attempts).toEqual([2]);
    expect(await world.states(batch)).toEqual(['completed']);
  });

  it.each<[string, JobOutcome]>([
    ['success', DONE],
    ['failure', { status: 'failed', retryAt: new Date(), error: { message: 'late' } }],
    ['wish to come later', { status: 'postponed', at: new Date(Date.now() + 60_000) }],
    ['death', { status: 'dead', attempts: 1, error: { message: 'late' } }],
  ])('that belongs to another run is not changed by a late %s', async (_, outcome) => {
    const world = new BullmqQueueWorld(redis);
    const late = new Gate();
    const other = new Gate();
    const queue = await world.open(async (_job, attempt) => {
      await (attempt === 1 ? late : other).opened;
      return attempt === 1 ? outcome : DONE;
    });
    const batch = batchOf(1);
    await queue.add(batch);
    const lock = world.bull.toKey(`${jobIdOf(batch.chains[0]![0]!)}:lock`);
    const client = await world.bull.getBackend().client;
    while ((await client.get(lock)) === null) await sleep(5);
    // As if the process had stood still until others took the job.
    await client.set(lock, 'another run');
    late.open();
    await sleep(100);
    expect(await world.states(batch)).toEqual(['active']);
    expect(await client.get(lock)).toBe('another run');
    await client.del(lock);
    other.open();
    while ((await world.states(batch))[0] !== 'completed') await sleep(10);
  });

  it('that waits for another is run although its release was lost', async () => {
    const world = new BullmqQueueWorld(redis);
    const runs: number[] = [];
    const queue = await world.open();
    const batch = batchOf(2);
    await queue.add(batch);
    // The first has ended in a process that crashed before it released the second.
    await world.bull.remove(jobIdOf(batch.chains[0]![0]!));
    await world.open(({ index }) => {
      runs.push(index);
      return DONE;
    });
    await until(() => runs.length === 1);
    expect(runs).toEqual([1]);
  });
});
