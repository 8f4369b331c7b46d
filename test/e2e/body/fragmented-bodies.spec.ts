import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { startBodyApp, type BodyApp } from '../../support/apps/body-app.js';
import { openRaw, postHead } from '../../support/http/raw-sockets.js';
import { signedBody } from '../../support/http/signed-body.js';

const TYPE = 'text/plain; charset=UTF-8';
const CRUMBS = '1\r\n \r\n'.repeat(20_000);

/** The body as an HTTP chunk of its own for each byte. */
const inCrumbs = (body: string) =>
  `${[...body].map((byte) => `1\r\n${byte}\r\n`).join('')}0\r\n\r\n`;

function rejectionsOf({ bus }: BodyApp): string[] {
  const codes: string[] = [];
  bus.rejections$.subscribe(({ code }) => codes.push(code));
  return codes;
}

describe.each(ADAPTERS)('a body in chunks of one byte, on %s', (adapter) => {
  it('is handled if it is a notification of one update', async () => {
    const app = await startBodyApp({ adapter });
    const { id, body } = signedBody();
    const { status } = openRaw(app.url, postHead(app.url, 'chunked'), inCrumbs(body));
    expect(await status).toBe(200);
    expect(app.handled).toEqual([id]);
  });

  it('is answered 503 once it comes in thousands of them, and the connection closed', async () => {
    const app = await startBodyApp({ adapter });
    const codes = rejectionsOf(app);
    const { status, closed } = openRaw(app.url, postHead(app.url, 'chunked'), CRUMBS);
    expect([503, undefined]).toContain(await status);
    await closed;
    expect(codes).toEqual(['BODY_FRAGMENTED']);
    expect(await app.deliver(TYPE)).toEqual({ status: 200, handled: true });
  });

  it('is still answered 413 if it is announced as too large', async () => {
    const app = await startBodyApp({ adapter, module: { bodyLimit: 1_000 } });
    const codes = rejectionsOf(app);
    const { closed } = openRaw(app.url, postHead(app.url, 'chunked'), CRUMBS);
    await closed;
    expect(codes).toEqual(['BODY_TOO_LARGE']);
  });
});
