import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/adapters.js';
import { startBodyApp } from '../../support/body-app.js';
import { until } from '../../support/gate.js';
import { openRaw, postHead } from '../../support/raw-sockets.js';

const TYPE = 'text/plain; charset=UTF-8';
const BODY_LIMIT = 32 * 1024 * 1024;
/** Bodies of `BODY_LIMIT` that fit into the memory for all. */
const FIT = 4;

describe.each(ADAPTERS)('bodies that are held open, on %s', (adapter) => {
  it('give way to newer ones, the oldest first, with 503 and a closed connection', async () => {
    const app = await startBodyApp({ adapter, module: { bodyLimit: BODY_LIMIT } });
    const codes: string[] = [];
    app.bus.rejections$.subscribe(({ code }) => codes.push(code));
    const head = postHead(app.url, BODY_LIMIT);
    const withoutLastByte = Buffer.alloc(BODY_LIMIT - 1, ' ');

    const ended: number[] = [];
    const held = [];
    for (let n = 0; n < FIT + 2; n++) {
      const one = openRaw(app.url, head, withoutLastByte);
      void one.closed.then(() => ended.push(n));
      await new Promise<void>((resolve) => void one.socket.once('drain', resolve));
      held.push(one);
    }
    await until(() => ended.length === 2);

    expect(ended).toEqual([0, 1]);
    expect(codes).toEqual(['OVERLOADED', 'OVERLOADED']);
    expect([503, undefined]).toContain(await held[0]!.status);
    expect(held.slice(2).every(({ socket }) => !socket.closed)).toBe(true);
  });

  it('keep out no genuine one, however large, and leave the memory to the next', async () => {
    const app = await startBodyApp({ adapter, module: { bodyLimit: BODY_LIMIT } });
    const head = postHead(app.url, BODY_LIMIT);
    const withoutLastByte = Buffer.alloc(BODY_LIMIT - 1, ' ');
    const held = Array.from({ length: FIT }, () => openRaw(app.url, head, withoutLastByte));
    await Promise.all(
      held.map(({ socket }) => new Promise<void>((done) => void socket.once('drain', done))),
    );
    expect(await app.deliver(TYPE, BODY_LIMIT)).toEqual({ status: 200, handled: true });
    for (const { socket } of held) socket.destroy();
    for (let n = 0; n < FIT; n++) {
      expect(await app.deliver(TYPE, BODY_LIMIT)).toEqual({ status: 200, handled: true });
    }
  });
});
