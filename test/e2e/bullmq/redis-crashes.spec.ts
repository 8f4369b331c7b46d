import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'vitest';
import { bullmqEngine } from '../../crash/bullmq-engine.js';
import { expectClean } from '../../crash/crash-report.js';
import { runThroughFaults } from '../../crash/crash-run.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';

describe.skipIf(isRedisMissing)('BullMQ while Redis crashes', () => {
  const redis = useRedisServer({ isDurable: true });

  const crashRedis = async (): Promise<void> => {
    await redis.stop('SIGKILL');
    await sleep(200);
    await redis.start();
  };

  it('nothing that was accepted is lost when Redis is killed 10 times with appendfsync always', async () => {
    const [report] = await runThroughFaults({
      engines: [bullmqEngine(redis, { lockDuration: 30_000 })],
      messages: 200,
      faults: Array.from({ length: 10 }, () => crashRedis),
    });
    expectClean('BullMQ, Redis killed', report!, 200);
  });
});
