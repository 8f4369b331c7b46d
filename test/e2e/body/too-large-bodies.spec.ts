import type { ClientRequest } from 'node:http';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { startBodyApp } from '../../support/apps/body-app.js';
import { exactPost } from '../../support/http/exact-post.js';
import { openPost } from '../../support/http/open-post.js';
import { signedBody } from '../../support/http/signed-body.js';

const TYPE = 'text/plain; charset=UTF-8';
const bodyLimit = 20_000;

/** Sends as much as the other side takes until there is an outcome; resolves to the bytes sent. */
async function sendUntil(outcome: Promise<unknown>, outgoing: ClientRequest): Promise<number> {
  const chunk = Buffer.alloc(256 * 1024, ' ');
  const isOver = outcome.then(() => true);
  let sent = 0;
  for (let turn = 0; turn < 1_000; turn++) {
    outgoing.write(chunk);
    sent += chunk.length;
    const drained = new Promise<false>((resolve) => outgoing.once('drain', () => resolve(false)));
    if (await Promise.race([isOver, drained])) break;
  }
  return sent;
}

describe.each(ADAPTERS)('on %s, a body beyond bodyLimit', (adapter) => {
  it.each([{ chunked: false }, { chunked: true }])(
    'is answered with an empty 413 that ends the connection (chunked: $chunked)',
    async ({ chunked }) => {
      const app = await startBodyApp({ adapter, module: { bodyLimit } });
      const { body, headers } = signedBody(bodyLimit + 1);
      const answer = await exactPost(app.url, body, { chunked, headers: headers(TYPE) });
      expect(answer.status).toBe(413);
      expect(answer.body).toBe('');
      expect(answer.headers.connection).toBe('close');
    },
  );

  it('is reported, and the next notification handled', async () => {
    const app = await startBodyApp({ adapter, module: { bodyLimit } });
    const rejections: unknown[] = [];
    app.bus.rejections$.subscribe((rejection) => rejections.push(rejection));
    await app.deliver(TYPE, bodyLimit + 1);
    expect(rejections).toEqual([
      { code: 'BODY_TOO_LARGE', reason: `the body is larger than ${bodyLimit} bytes` },
    ]);
    expect(await app.deliver(TYPE, bodyLimit)).toEqual({ status: 200, handled: true });
  });

  it('is not read for ever: an endless one is cut off', async () => {
    const app = await startBodyApp({ adapter, module: { bodyLimit } });
    const { outgoing, answer } = openPost(app.url, signedBody().headers(TYPE));
    const outcome = answer
      .then(({ status }) => status)
      .catch((error: NodeJS.ErrnoException) => error.code ?? error.message);
    const sent = await sendUntil(outcome, outgoing);
    // The sender may find the connection reset before it reads the answer.
    expect([413, 'ECONNRESET', 'EPIPE']).toContain(await outcome);
    expect(sent).toBeLessThan(64 * 1024 * 1024);
    expect(await app.deliver(TYPE)).toEqual({ status: 200, handled: true });
  });

  it('is measured in bytes, not in characters', async () => {
    const app = await startBodyApp({ adapter, module: { bodyLimit } });
    const { body, headers } = signedBody(bodyLimit - 5_000);
    const wide = `${body}${'\u2003'.repeat(2_000)}`;
    expect(wide.length).toBeLessThan(bodyLimit);
    const { status } = await exactPost(app.url, wide, { headers: headers(TYPE) });
    expect(status).toBe(413);
  });
});
