import type { IncomingMessage } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { startBodyApp } from '../../support/apps/body-app.js';
import { BODY_SETUPS } from '../../support/apps/body-setups.js';
import { exactPost } from '../../support/http/exact-post.js';
import { until } from '../../support/clocks/gate.js';
import { openPost } from '../../support/http/open-post.js';
import { settled, watchProcessFaults } from '../../support/observers/process-faults.js';
import { CONTENT_TYPES, signedBody } from '../../support/http/signed-body.js';

const TYPE = 'text/plain; charset=UTF-8';

/** A middleware behind which the sender is gone already. */
function waitForClose(request: IncomingMessage, _response: never, next: () => void): void {
  request.once('close', next);
}

describe.each(ADAPTERS)('on %s', (adapter) => {
  it.each(BODY_SETUPS)(
    'with $title, a compressed body of any Content-Type is answered 400',
    async ({ options }) => {
      const app = await startBodyApp({ adapter, ...options(adapter) });
      for (const type of CONTENT_TYPES) {
        const { body, headers } = signedBody();
        const { status } = await exactPost(app.url, gzipSync(body), {
          headers: { ...headers(type), 'content-encoding': 'gzip' },
        });
        expect(status, type).toBe(400);
      }
      expect(app.handled).toEqual([]);
    },
  );

  it.each([
    { title: 'nothing', body: '' },
    { title: 'no JSON', body: 'updates' },
    { title: 'half a message', body: signedBody().body.slice(0, 300) },
    { title: 'a message in UTF-16', body: Buffer.from(signedBody().body, 'utf16le') },
    { title: 'a byte that UTF-8 does not have', body: Buffer.from([0x22, 0xff, 0x22]) },
    { title: 'null', body: 'null' },
    { title: 'an array', body: `[${signedBody().body}]` },
  ])('a body of $title is answered 400, whatever it is said to be', async ({ body }) => {
    const app = await startBodyApp({ adapter });
    for (const type of CONTENT_TYPES) {
      for (const chunked of [false, true]) {
        const headers = signedBody().headers(type);
        const answer = await exactPost(app.url, body, { chunked, headers });
        expect([type, chunked, answer.status, answer.body]).toEqual([type, chunked, 400, '']);
      }
    }
    expect(app.handled).toEqual([]);
  });

  it.each([{ chunked: false }, { chunked: true }])(
    'a body that breaks off is reported, and harms nobody (chunked: $chunked)',
    async ({ chunked }) => {
      const faults = watchProcessFaults();
      const app = await startBodyApp({ adapter });
      const codes: string[] = [];
      app.bus.rejections$.subscribe(({ code }) => codes.push(code));

      const { body, headers } = signedBody();
      const length = chunked ? {} : { 'content-length': body.length };
      const { outgoing, answer } = openPost(app.url, { ...headers(TYPE), ...length });
      await new Promise((resolve) => outgoing.write(body.slice(0, 100), resolve));
      outgoing.destroy();
      await expect(answer).rejects.toThrow(/socket hang up|closed/);

      await until(() => codes.length > 0);
      await settled();
      expect(codes).toEqual(['BODY_ABORTED']);
      expect(app.handled).toEqual([]);
      expect(await app.deliver(TYPE)).toEqual({ status: 200, handled: true });
      expect(faults).toEqual([]);
    },
  );

  it('a body that broke off before the route is reached is reported as such', async () => {
    const app = await startBodyApp({ adapter, configure: (nest) => void nest.use(waitForClose) });
    const codes: string[] = [];
    app.bus.rejections$.subscribe(({ code }) => codes.push(code));
    const { body, headers } = signedBody();
    const { outgoing } = openPost(app.url, { ...headers(TYPE), 'content-length': body.length });
    await new Promise((resolve) => outgoing.write(body.slice(0, 100), resolve));
    outgoing.destroy();
    await until(() => codes.length > 0);
    expect(codes).toEqual(['BODY_ABORTED']);
    expect(app.handled).toEqual([]);
  });

  it('a whole body is handled, even if its sender is gone', async () => {
    const app = await startBodyApp({ adapter, configure: (nest) => void nest.use(waitForClose) });
    const { id, body, headers } = signedBody();
    const { outgoing } = openPost(app.url, { ...headers(TYPE), 'content-length': body.length });
    await new Promise((resolve) => outgoing.write(body, () => setTimeout(resolve, 50)));
    outgoing.destroy();
    await until(() => app.handled.length > 0);
    expect(app.handled).toEqual([id]);
  });
});
