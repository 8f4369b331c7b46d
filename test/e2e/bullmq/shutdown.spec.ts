import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { startBullmqApp } from '../../support/apps/bullmq-app.js';
import { wordsAfter, startBullmqProcess } from '../../support/processes/bullmq-process.js';
import { simulator } from '../../support/apps/delivery-app.js';
import type { Child } from '../../support/processes/child-process.js';
import { listener } from '../../support/apps/listeners.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';

/** The crash tests add twenty, of processes that take deliveries too. */
const TERMINATIONS = 5;

/** Milliseconds that a handler takes at most: some are at work whenever a process is told to end. */
const HANDLER_TIME = 60;

describe.skipIf(isRedisMissing)('a worker that is told to end', () => {
  const redis = useRedisServer();

  it(`(SIGTERM, ${TERMINATIONS} times under load) leaves nothing to be run again`, async () => {
    const queueName = randomUUID();
    const connection = { host: redis.host, port: redis.port };
    const acceptor = await startBullmqApp(redis, {
      delivery: { queueName, worker: false },
      providers: [listener('Goals', 'goals', () => {})],
    });
    const posted: string[] = [];
    const end = new AbortController();
    const load = (async () => {
      while (!end.signal.aborted) {
        const updates = Array.from({ length: 20 }, () => misfitUpdate('goals.updated'));
        // On a machine under load, some may take too long to store: then SNS sends them again.
        const policy = { retries: 1_000, retryDelay: 50 };
        const message = simulator.notification(updates);
        expect((await simulator.send(acceptor.url, message, policy)).status).toBe(200);
        posted.push(...updates.map(({ id }) => id));
        await sleep(200);
      }
    })();
    const workers: Child[] = [];
    const startWorker = () => {
      const worker = startBullmqProcess({ connection, queueName }, HANDLER_TIME);
      workers.push(worker);
      return worker;
    };
    let next = startWorker();
    for (let count = 0; count < TERMINATIONS; count++) {
      const worker = next;
      next = startWorker();
      await expect.poll(() => wordsAfter('begin', worker).length).toBeGreaterThan(20);
      worker.process.kill('SIGTERM');
      await worker.ended();
    }
    end.abort();
    await load;
    const all = (word: 'begin' | 'end') => workers.flatMap((worker) => wordsAfter(word, worker));
    await expect.poll(() => new Set(all('end')).size).toBe(posted.length);
    const runs = all('begin');
    console.log(`BullMQ: ${TERMINATIONS} SIGTERMs, ${runs.length - posted.length} runs repeated`);
    expect(runs.toSorted()).toEqual(posted.toSorted());
  });
});
