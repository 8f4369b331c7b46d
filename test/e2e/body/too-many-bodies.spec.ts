import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { startBodyApp } from '../../support/apps/body-app.js';
import { openRaw, postHead, type RawSocket } from '../../support/http/raw-sockets.js';

const TYPE = 'text/plain; charset=UTF-8';
const BODY_LIMIT = 16 * 1024 * 1024;
/** Bodies of `BODY_LIMIT` that fit into the memory for all. */
const FIT = 4;

/** One after the other, bodies of the greatest length but for their last byte. */
async function holdOpen(url: string, count: number): Promise<RawSocket[]> {
  const withoutLastByte = Buffer.alloc(BODY_LIMIT - 1, ' ');
  const held: RawSocket[] = [];
  for (let n = 0; n < count; n++) {
    held.push(openRaw(url, postHead(url, BODY_LIMIT), withoutLastByte));
    await once(held[n]!.socket, 'drain');
  }
  return held;
}

describe.each(ADAPTERS)('bodies that are held open, on %s', (adapter) => {
  // However long the bytes take to arrive, no body times out.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it('give way to newer ones, the oldest first, with 503 and a closed connection', async () => {
    const app = await startBodyApp({ adapter, module: { bodyLimit: BODY_LIMIT } });
    const codes: string[] = [];
    app.bus.rejections$.subscribe(({ code }) => codes.push(code));
    const held = await holdOpen(app.url, FIT + 2);
    const isClosed = () => held.map(({ socket }) => socket.closed);
    await expect.poll(isClosed).toEqual([true, true, false, false, false, false]);
    expect(codes).toEqual(['BODY_MEMORY_EXCEEDED', 'BODY_MEMORY_EXCEEDED']);
    expect([503, undefined]).toContain(await held[0]!.status);
  });

  it('keep out no genuine one', async () => {
    const app = await startBodyApp({ adapter, module: { bodyLimit: BODY_LIMIT } });
    const codes: string[] = [];
    app.bus.rejections$.subscribe(({ code }) => codes.push(code));
    await holdOpen(app.url, FIT);
    // Of an unknown length, it is not there at once, and needs memory while it arrives.
    const delivered = await app.deliver(TYPE, 300_000, { chunked: true });
    expect(delivered).toEqual({ status: 200, handled: true });
    await expect.poll(() => codes).toEqual(['BODY_MEMORY_EXCEEDED']);
  });
});
