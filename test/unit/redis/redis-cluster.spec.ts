import { Cluster, Redis } from 'ioredis';
import { RedisIdempotencyStore, type RedisClient } from 'nestjs-misfit-notification/redis';
import { createCluster } from 'redis';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { connectIoredis } from '../../support/redis/redis-clients.js';
import {
  isRedisMissing,
  useRedisServer,
  type RedisServer,
} from '../../support/redis/redis-server.js';

const CLUSTER = { args: ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000'] };

const CLUSTER_CLIENTS: Record<string, (server: RedisServer) => Promise<RedisClient>> = {
  async ioredis({ host, port }) {
    const cluster = new Cluster([{ host, port }]);
    onTestFinished(() => cluster.disconnect());
    return Promise.resolve(cluster);
  },
  async 'node-redis'({ url }) {
    const cluster = createCluster({ rootNodes: [{ url }] });
    await cluster.connect();
    onTestFinished(() => cluster.destroy());
    return cluster;
  },
};

describe.skipIf(isRedisMissing)('RedisIdempotencyStore on a cluster', () => {
  const servers = [useRedisServer(CLUSTER), useRedisServer(CLUSTER)] as const;

  beforeAll(async () => {
    await joinCluster(servers);
  });

  it.each(Object.entries(CLUSTER_CLIENTS))(
    'keeps messages on all nodes, by %s',
    async (name, of) => {
      const client = await of(servers[0]);
      const store = new RedisIdempotencyStore({ client, keyPrefix: `${name}:` });
      for (let message = 0; message < 50; message++) {
        const claim = await store.claim(String(message), ['a', 'b'], 15_000);
        await store.complete(claim, ['a'], 60_000);
        await store.renew(claim, 15_000);
        await store.release(claim, ['b']);
        const next = await store.claim(String(message), ['a', 'b'], 15_000);
        expect(next).toMatchObject({ granted: ['b'], busy: [] });
      }
      const found = servers.map(({ url }) => connectIoredis(url).keys(`${name}:*`));
      const [one = [], two = []] = await Promise.all(found);
      expect(one.length + two.length).toBe(50);
      expect(Math.min(one.length, two.length)).toBeGreaterThan(5);
    },
  );
});

/** Half of the hash slots each. */
async function joinCluster([one, two]: readonly [RedisServer, RedisServer]): Promise<void> {
  const [first, second] = [new Redis(one.url), new Redis(two.url)];
  await first.cluster('ADDSLOTSRANGE', 0, 8191);
  await second.cluster('ADDSLOTSRANGE', 8192, 16_383);
  await second.cluster('SET-CONFIG-EPOCH', 2);
  await first.cluster('MEET', two.host, two.port);
  for (const node of [first, second]) {
    await vi.waitUntil(async () => isWhole(await node.cluster('INFO')), 60_000);
    node.disconnect();
  }
}

function isWhole(info: unknown): boolean {
  return /cluster_state:ok[^]*cluster_known_nodes:2[^]*cluster_size:2/.test(String(info));
}
