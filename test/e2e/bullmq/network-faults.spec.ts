import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'vitest';
import { expectClean } from '../../crash/crash-report.js';
import { FaultyProxy } from '../../support/faulty-proxy.js';
import { runBullmqThroughFaults } from '../../support/redis-crash-run.js';
import { isRedisMissing, useRedisServer } from '../../support/redis-server.js';

type NetworkFault = (proxy: FaultyProxy) => Promise<void> | void;

describe.skipIf(isRedisMissing)('between the application and Redis', () => {
  const redis = useRedisServer({ isDurable: true });

  it.each<[string, NetworkFault]>([
    ['resets connections', (proxy) => proxy.reset()],
    ['half-closes connections', (proxy) => proxy.halfClose()],
    [
      'delays replies',
      async (proxy) => {
        proxy.delayReplies(300);
        await sleep(1_000);
        proxy.delayReplies(0);
      },
    ],
    [
      'holds replies back',
      async (proxy) => {
        proxy.holdReplies();
        await sleep(1_500);
        proxy.releaseReplies();
      },
    ],
  ])(
    'a network that %s loses nothing that was accepted',
    async (what, fault) => {
      const proxy = await FaultyProxy.start(redis.port);
      const inflict = async (): Promise<void> => {
        await fault(proxy);
        // Until the application is connected again, an outcome may wait.
        await sleep(500);
      };
      const report = await runBullmqThroughFaults(redis, {
        messages: 100,
        faults: Array.from({ length: 5 }, () => inflict),
        lockDuration: 4_000,
        port: proxy.port,
      });
      expectClean(`BullMQ, a network that ${what}`, report, 100);
    },
    120_000,
  );
});
