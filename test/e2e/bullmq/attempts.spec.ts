import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { RetryLater, type MisfitEvent, type MisfitFailure } from 'nestjs-misfit-notification';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { startBullmqApp } from '../../support/apps/bullmq-app.js';
import { until } from '../../support/clocks/gate.js';
import { listener } from '../../support/apps/listeners.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';

const goal = () => [misfitUpdate('goals.updated')];

describe.skipIf(isRedisMissing)('attempts', () => {
  const redis = useRedisServer();

  /** An application with one handler that notes when it runs, and what `failures$` says of it. */
  async function start(
    delivery: Parameters<typeof startBullmqApp>[1] & object,
    handle: (run: number, event: MisfitEvent) => unknown,
  ) {
    const times: number[] = [];
    const failures: MisfitFailure[] = [];
    const app = await startBullmqApp(redis, {
      ...delivery,
      providers: [
        listener('Goals', 'goals', (event) => {
          times.push(Date.now());
          return handle(times.length, event);
        }),
      ],
    });
    app.bus.failures$.subscribe((failure) => failures.push(failure));
    return { app, times, failures };
  }

  it('are as many as the option says, at the times that failures$ has announced', async () => {
    const backoff = { delay: 200, jitter: 0 };
    const { app, times, failures } = await start({ delivery: { attempts: 4, backoff } }, (run) => {
      throw new Error(`run ${run}`);
    });
    expect(await app.post(goal())).toBe(200);
    await until(() => failures.length === 4);
    await sleep(100);
    expect(times).toHaveLength(4);
    expect(failures.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
    expect(failures.map(({ error }) => (error as Error).message)).toEqual(
      times.map((_, index) => `run ${index + 1}`),
    );
    for (const [index, wait] of [200, 400, 800].entries()) {
      const due = failures[index]!.retryAt!.getTime();
      expect(due - times[index]!).toBeGreaterThanOrEqual(wait - 1);
      expect(due - times[index]!).toBeLessThan(wait + 100);
      expect(times[index + 1]! - due).toBeGreaterThanOrEqual(-1);
      expect(times[index + 1]! - due).toBeLessThan(300);
    }
    expect(failures[3]!.deadLetterId).toContain('Goals.handle');
  });

  it('are not used up by RetryLater, which waits until its time', async () => {
    const { app, times, failures } = await start({ delivery: { attempts: 1 } }, (run) => {
      if (run < 4) throw new RetryLater(150);
    });
    expect(await app.post(goal())).toBe(200);
    await until(() => times.length === 4);
    for (const [index, { retryAt }] of failures.entries()) {
      expect(times[index + 1]! - retryAt!.getTime()).toBeGreaterThanOrEqual(-1);
    }
    expect(failures.map(({ attempt }) => attempt)).toEqual([undefined, undefined, undefined]);
  });

  it('are counted on after RetryLater', async () => {
    const { app, failures } = await start({ delivery: { attempts: 3 } }, (run) => {
      if (run % 2 === 0) throw new RetryLater(0);
      throw new Error('no');
    });
    expect(await app.post(goal())).toBe(200);
    await until(() => failures.at(-1)?.deadLetterId !== undefined);
    expect(failures.map(({ attempt }) => attempt)).toEqual([1, undefined, 2, undefined, 3]);
  });

  it('fail when a handler hangs', async () => {
    const { app, times, failures } = await start({ delivery: { jobTimeout: 50 } }, (run) => {
      if (run === 1) return new Promise(() => {});
      return undefined;
    });
    expect(await app.post(goal())).toBe(200);
    await until(() => times.length === 2);
    expect((failures[0]!.error as Error).name).toBe('HandlerTimeoutError');
  });

  it('keep a handler that takes longer than the lock on its job', async () => {
    let ended = 0;
    const { app, times } = await start({ delivery: { lockDuration: 1_000 } }, async () => {
      await sleep(3_500);
      ended++;
    });
    expect(await app.post(goal())).toBe(200);
    await until(() => ended === 1);
    await sleep(700);
    expect(times).toHaveLength(1);
  });
});
