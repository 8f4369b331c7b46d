import { describe, it } from 'vitest';
import { expectClean } from '../../crash/crash-report.js';
import { applicationEnds } from '../../crash/fault.js';
import { runBullmqThroughFaults } from '../../support/redis/redis-crash-run.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';

describe.skipIf(isRedisMissing)('BullMQ with appendfsync always', () => {
  const redis = useRedisServer({ isDurable: true });

  it('a process that is killed or shut down 60 times loses nothing, and repeats only what a kill kept it from recording', async () => {
    const report = await runBullmqThroughFaults(redis, {
      messages: 1_000,
      faults: applicationEnds(60),
      lockDuration: 2_000,
    });
    expectClean('BullMQ', report, 1_000);
  }, 600_000);
});
