import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'vitest';
import { bullmqEngine } from '../../crash/bullmq-engine.js';
import { expectClean } from '../../crash/crash-report.js';
import { runThroughFaults } from '../../crash/crash-run.js';
import { FaultyProxy } from './faulty-proxy.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';

const FAULTS: readonly ((proxy: FaultyProxy) => Promise<void> | void)[] = [
  (proxy) => proxy.reset(),
  (proxy) => proxy.halfClose(),
  async (proxy) => {
    proxy.delayReplies(300);
    await sleep(600);
    proxy.delayReplies(0);
  },
  async (proxy) => {
    proxy.holdReplies();
    await sleep(1_500);
    proxy.releaseReplies();
  },
];

const ROUNDS = 3;

describe.skipIf(isRedisMissing)('BullMQ behind a bad network', () => {
  const redis = useRedisServer({ isDurable: true });

  it('nothing that was accepted is lost when connections are reset, half-closed or delayed, and replies held back', async () => {
    const proxy = await FaultyProxy.start(redis.port);
    const inflict = FAULTS.map((fault) => async (): Promise<void> => fault(proxy));
    const [report] = await runThroughFaults({
      engines: [bullmqEngine(redis, { lockDuration: 30_000, port: proxy.port })],
      messages: 200,
      faults: Array.from({ length: ROUNDS }, () => inflict).flat(),
    });
    expectClean('BullMQ, a bad network', report!, 200);
  });
});
