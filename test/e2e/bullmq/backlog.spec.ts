import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { startBullmqApp } from '../../support/apps/bullmq-app.js';
import { simulator } from '../../support/apps/delivery-app.js';
import { until } from '../../support/clocks/gate.js';
import { listener } from '../../support/apps/listeners.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';

/** `FULL=1 npx vitest run backlog` takes about half a minute. */
const JOBS = process.env['FULL'] ? 100_000 : 10_000;

const TENTH = JOBS / 10;
const UPDATES = 200;

describe.skipIf(isRedisMissing)('a backlog', () => {
  const redis = useRedisServer({ isDurable: true });

  // Rates and memory are measured on machines that do other work too.
  const measured = { retry: 2 };

  it(`of ${JOBS} jobs is worked off steadily, in bounded memory`, measured, async () => {
    const queueName = randomUUID();
    /** Microseconds of CPU that this process had used after each tenth. */
    const ends: number[] = [];
    let done = 0;
    let heap = 0;
    const providers = [
      listener('Goals', 'goals', () => {
        if (++done % TENTH !== 0) return;
        ends.push(process.cpuUsage().user);
        heap = Math.max(heap, process.memoryUsage().heapUsed);
      }),
    ];
    const web = await startBullmqApp(redis, { delivery: { queueName, worker: false }, providers });
    const filling = performance.now();
    for (let count = 0; count < JOBS; count += UPDATES) {
      const updates = Array.from({ length: UPDATES }, () => misfitUpdate('goals.updated'));
      const message = simulator.notification(updates);
      await simulator.send(web.url, message, { retries: 20, retryDelay: 20 });
    }
    simulator.deliveries.length = 0;
    const heapBefore = process.memoryUsage().heapUsed;
    const begin = performance.now();
    await startBullmqApp(redis, {
      delivery: { queueName, concurrency: 32, lockDuration: 20_000 },
      providers,
    });
    await until(() => done >= JOBS);
    const end = performance.now();
    const cost = (tenth: number): number => Math.round((ends[tenth]! - ends[tenth - 1]!) / TENTH);
    console.log(
      `BullMQ: ${JOBS} jobs added in ${Math.round(begin - filling)} ms, done in ` +
        `${Math.round(end - begin)} ms: ${cost(1)} µs of CPU for each in the second tenth, ` +
        `${cost(9)} in the last; heap ${megabytes(heapBefore)} MiB before, ${megabytes(heap)} at most`,
    );
    expect(done).toBe(JOBS);
    expect(cost(9)).toBeLessThan(3 * cost(1));
    expect(heap - heapBefore).toBeLessThan(128 * 1024 * 1024);
  });
});

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
