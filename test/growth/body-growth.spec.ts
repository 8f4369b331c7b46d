import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../support/apps/adapters.js';
import { startBodyApp, type BodyApp } from '../support/apps/body-app.js';
import { memoryInUse } from '../support/observers/garbage.js';
import { until } from '../support/clocks/gate.js';
import { openRaw, postHead } from '../support/http/raw-sockets.js';

const MIB = 1024 * 1024;
const TYPE = 'text/plain; charset=UTF-8';

/** The server's ends of the connections. */
function watchConnections({ app }: BodyApp): Socket[] {
  const sockets: Socket[] = [];
  (app.getHttpServer() as Server).on('connection', (socket: Socket) => sockets.push(socket));
  return sockets;
}

/** The memory in use once the connections of an earlier test have let go of theirs. */
async function settledMemory(): Promise<number> {
  let last = memoryInUse();
  for (;;) {
    await sleep(100);
    const now = memoryInUse();
    if (Math.abs(now - last) < MIB) return now;
    last = now;
  }
}

/** How much memory grows until all connections have been read to this length, or closed. */
async function growthUntilRead(
  before: number,
  sockets: Socket[],
  count: number,
  length: number,
): Promise<number> {
  const isRead = ({ bytesRead, destroyed }: Socket) => destroyed || bytesRead >= length;
  let peak = before;
  // The first bodies time out while the last arrive. To measure takes as long as to read some.
  const sampler = setInterval(() => (peak = Math.max(peak, memoryInUse())), 500);
  await until(() => sockets.length >= count && sockets.every(isRead));
  clearInterval(sampler);
  return Math.max(peak, memoryInUse()) - before;
}

describe.each(ADAPTERS)('the memory of unfinished bodies, on %s', (adapter) => {
  it('is in proportion to their bytes, if they come byte by byte', async () => {
    const app = await startBodyApp({ adapter });
    expect(await app.deliver(TYPE)).toEqual({ status: 200, handled: true });
    const before = await settledMemory();
    const sockets = watchConnections(app);
    const head = postHead(app.url, 'chunked');
    const crumbs = Buffer.from('1\r\n \r\n'.repeat(4_000));
    for (let n = 0; n < 80; n++) openRaw(app.url, head, crumbs);

    const growth = await growthUntilRead(before, sockets, 80, head.length + crumbs.length);
    // 0.3 MiB of bodies, and some KiB for each connection.
    expect(growth).toBeLessThan(24 * MIB);
    expect(await app.deliver(TYPE)).toEqual({ status: 200, handled: true });
  });

  it('has a limit, if the last byte of each is withheld', async () => {
    const app = await startBodyApp({ adapter });
    expect(await app.deliver(TYPE)).toEqual({ status: 200, handled: true });
    const before = await settledMemory();
    const sockets = watchConnections(app);
    const head = postHead(app.url, MIB);
    const withoutLastByte = Buffer.alloc(MIB - 1, ' ');
    for (let n = 0; n < 160; n++) openRaw(app.url, head, withoutLastByte);

    const growth = await growthUntilRead(before, sockets, 160, head.length + MIB - 1);
    // All bodies share 64 MiB; what the other 96 have sent is released.
    expect(growth).toBeLessThan(100 * MIB);
    expect(await app.deliver(TYPE, MIB)).toEqual({ status: 200, handled: true });
  });
});
