import { describe, expect, it } from 'vitest';
import { RetryLater, type MisfitEvent } from 'nestjs-misfit-notification';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { startBullmqApp } from '../../support/apps/bullmq-app.js';
import { simulator } from '../../support/apps/delivery-app.js';
import { until } from '../../support/clocks/gate.js';
import { listener } from '../../support/apps/listeners.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';

function goalsOf(ownerId: string, count: number) {
  return Array.from({ length: count }, (_, index) =>
    misfitUpdate('goals.updated', { ownerId, id: `${ownerId}${index}` }),
  );
}

describe.skipIf(isRedisMissing)('updates of one owner', () => {
  const redis = useRedisServer();

  it('run in the order of the message, owners side by side', async () => {
    const seen: string[] = [];
    const app = await startBullmqApp(redis, {
      providers: [
        listener('Goals', 'goals', async ({ id }) => {
          seen.push(`start ${id}`);
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
          seen.push(`end ${id}`);
        }),
      ],
    });
    const owners = ['a', 'b', 'c'];
    const updates = Array.from({ length: 20 }, (_, index) =>
      owners.map((owner) => goalsOf(owner, 20)[index]),
    ).flat();
    expect(await app.post(updates)).toBe(200);
    await until(() => seen.length === 120);
    for (const owner of owners) {
      const expected = goalsOf(owner, 20).flatMap(({ id }) => [`start ${id}`, `end ${id}`]);
      expect(seen.filter((line) => line.includes(` ${owner}`))).toEqual(expected);
    }
  });

  it('wait for one that fails, or asks to come later, or is given up', async () => {
    const seen: string[] = [];
    const runs = new Map<string, number>();
    const handle = ({ id }: MisfitEvent): void => {
      const run = (runs.get(id) ?? 0) + 1;
      runs.set(id, run);
      seen.push(`${id}.${run}`);
      if (id === 'a0' && run < 3) throw new Error('not yet');
      if (id === 'a1' && run < 2) throw new RetryLater(300);
      if (id === 'a2') throw new Error('never');
    };
    const app = await startBullmqApp(redis, {
      delivery: { attempts: 3 },
      providers: [listener('Goals', 'goals', handle)],
    });
    const message = simulator.notification(goalsOf('a', 4));
    expect(await app.send(message)).toBe(200);
    await until(() => seen.length >= 3);
    expect(await app.send(message)).toBe(200);
    await until(() => seen.includes('a3.1'));
    expect(seen).toEqual(['a0.1', 'a0.2', 'a0.3', 'a1.1', 'a1.2', 'a2.1', 'a2.2', 'a2.3', 'a3.1']);
    expect(await app.send(message)).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(seen).toHaveLength(9);
  });

  it('run in order if one message has 1 500 of them', async () => {
    const seen: string[] = [];
    const app = await startBullmqApp(redis, {
      providers: [listener('Goals', 'goals', ({ id }) => seen.push(id))],
    });
    const updates = goalsOf('a', 1_500).map(({ type, action, id, ownerId, updatedAt }) => {
      return { type, action, id, ownerId, updatedAt };
    });
    const begin = performance.now();
    const message = simulator.notification(updates);
    // So much may take longer to store than an answer may take; then the next delivery finds it.
    await simulator.send(app.url, message, { retries: 9, retryDelay: 50 });
    const accepted = performance.now();
    expect(await app.send(message)).toBe(200);
    await until(() => seen.length >= 1_500);
    console.log(
      `1 500 in a chain: stored in ${Math.round(accepted - begin)} ms, ` +
        `done ${Math.round(performance.now() - accepted)} ms after`,
    );
    expect(seen).toEqual(updates.map(({ id }) => id));
  });
});
