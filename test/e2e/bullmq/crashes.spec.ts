import { Queue } from 'bullmq';
import { describe, it, onTestFinished } from 'vitest';
import { crashAgainAndAgain } from '../../crash/crash-run.js';
import { expectClean } from '../../crash/expect-clean.js';
import { isRedisMissing, useRedisServer } from '../../support/redis-server.js';

describe.skipIf(isRedisMissing)('a process that is killed', () => {
  const redis = useRedisServer({ isDurable: true });

  it('30 times loses nothing, and repeats only what it could not record', async () => {
    const connection = { host: redis.host, port: redis.port };
    const queue = new Queue('notifications', { connection, prefix: '{misfit}' });
    onTestFinished(() => queue.close());
    const completed = queue.toKey('completed');
    const report = await crashAgainAndAgain({
      engine: 'bullmq',
      options: { connection, lockDuration: 2_000, backoff: { delay: 20, maxDelay: 100 } },
      messages: 1_000,
      kills: 30,
      stored: async () => {
        const ids = await (await queue.getBackend().client).zrange(completed, 0, -1);
        return ids.map((id) => id.replace('Listener.', ''));
      },
    });
    expectClean('BullMQ', report, 1_000);
  }, 240_000);
});
