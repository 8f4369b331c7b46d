import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { startBullmqApp } from '../../support/apps/bullmq-app.js';
import { until } from '../../support/clocks/gate.js';
import { listener } from '../../support/apps/listeners.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';

describe.skipIf(isRedisMissing)('lockDuration', () => {
  const redis = useRedisServer();

  it('is no limit of a handler: its task is not started again meanwhile', async () => {
    let runs = 0;
    let ended = 0;
    const app = await startBullmqApp(redis, {
      delivery: { lockDuration: 1_000 },
      providers: [
        listener('Goals', 'goals', async () => {
          runs++;
          await sleep(3_500);
          ended++;
        }),
      ],
    });
    expect(await app.post([misfitUpdate('goals.updated')])).toBe(200);
    await until(() => ended === 1);
    await sleep(700);
    expect(runs).toBe(1);
  });
});
