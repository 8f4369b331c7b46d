import type { MisfitRejection } from 'nestjs-misfit-notification';
import { RedisIdempotencyStore } from 'nestjs-misfit-notification/redis';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import type { AdapterName } from '../../support/apps/adapters.js';
import { simulator, startDeliveryApp } from '../../support/apps/delivery-app.js';
import { listener } from '../../support/apps/listeners.js';
import { settled, watchProcessFaults } from '../../support/observers/process-faults.js';
import { connectTo, type ClientName } from '../../support/redis/redis-clients.js';
import {
  isRedisMissing,
  useRedisServer,
  type RedisServer,
} from '../../support/redis/redis-server.js';

const OUTAGES: readonly {
  readonly how: string;
  readonly begin: (server: RedisServer) => unknown;
  readonly end: (server: RedisServer) => unknown;
}[] = [
  { how: 'has crashed', begin: (server) => server.stop(), end: (server) => server.start() },
  { how: 'hangs', begin: (server) => server.pause(), end: (server) => server.resume() },
];

// Clients with the options that they have by default: both wait for a server that is away.
describe.skipIf(isRedisMissing).each<[ClientName, AdapterName]>([
  ['ioredis', 'express'],
  ['node-redis', 'fastify'],
])('a Redis that cannot be reached, by %s on %s', (client, adapter) => {
  const server = useRedisServer({ isDurable: true });

  async function startApp(handle: () => unknown) {
    const idempotencyStore = new RedisIdempotencyStore({
      client: await connectTo(server.url, client),
    });
    const providers = [listener('Counting', 'goals', handle)];
    const app = await startDeliveryApp({ adapter, module: { idempotencyStore }, providers });
    const rejections: MisfitRejection[] = [];
    app.bus.rejections$.subscribe((rejection) => rejections.push(rejection));
    return { ...app, rejections };
  }

  it.each(OUTAGES)('because it $how costs a 503, and nothing when it is back', async (outage) => {
    const faults = watchProcessFaults();
    let runs = 0;
    const app = await startApp(() => runs++);
    const message = simulator.notification([misfitUpdate()]);
    expect(await app.post([misfitUpdate('goals.updated')])).toBe(200);

    await outage.begin(server);
    const startedAt = performance.now();
    expect(await app.send(message)).toBe(503);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(app.rejections).toMatchObject([{ code: 'IDEMPOTENCY_STORE_UNAVAILABLE' }]);
    expect(runs).toBe(1);

    await outage.end(server);
    // The claim that waited in the client's queue is made now, and is in nobody's way.
    await sendInTheEnd(() => app.send(message));
    expect(runs).toBe(2);
    await settled();
    expect(faults).toEqual([]);
  });

  it('only when the work is done costs a 503, and no repetition', async () => {
    const faults = watchProcessFaults();
    let runs = 0;
    const app = await startApp(async () => {
      runs++;
      await server.stop();
    });
    const message = simulator.notification([misfitUpdate('goals.updated')]);
    expect(await app.send(message)).toBe(503);
    await server.start();
    await sendInTheEnd(() => app.send(message));
    expect(runs).toBe(1);
    expect(faults).toEqual([]);
  });
});

/** Sends until it is done. */
async function sendInTheEnd(
  send: () => Promise<number | undefined>,
  milliseconds = 30_000,
): Promise<void> {
  const end = performance.now() + milliseconds;
  let status: number | undefined;
  while (status !== 200) {
    if (performance.now() > end) throw new Error(`not done within ${milliseconds} ms`);
    await settled();
    status = await send();
  }
}
