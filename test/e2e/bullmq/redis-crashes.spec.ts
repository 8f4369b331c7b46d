import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'vitest';
import { expectClean } from '../../crash/crash-report.js';
import { runBullmqThroughFaults } from '../../support/redis/redis-crash-run.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';

describe.skipIf(isRedisMissing)('BullMQ while Redis crashes', () => {
  const redis = useRedisServer({ isDurable: true });

  const crashRedis = async (): Promise<void> => {
    await redis.stop('SIGKILL');
    await sleep(200);
    await redis.start();
    // Until the application is connected again, an outcome may wait.
    await sleep(500);
  };

  it('nothing that was accepted is lost when Redis is killed 10 times with appendfsync always', async () => {
    const report = await runBullmqThroughFaults(redis, {
      messages: 200,
      faults: Array.from({ length: 10 }, () => crashRedis),
      lockDuration: 4_000,
    });
    expectClean('BullMQ, Redis killed', report, 200);
  }, 300_000);
});
