import { json, raw, text } from 'express';
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { forAllTypes, startBodyApp } from '../../support/apps/body-app.js';
import { exactPost } from '../../support/http/exact-post.js';
import { signedBody } from '../../support/http/signed-body.js';

type Request = IncomingMessage & { body?: unknown; rawBody?: unknown };
type Middleware = (request: Request, response: never, next: () => void) => void;

const EVERY_TYPE = { type: () => true, limit: '2mb' };

/** Reads the body to its end, and keeps of it what `keep` does. */
function consuming(keep: (request: Request, body: Buffer) => void): Middleware {
  return (request, _response, next) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      keep(request, Buffer.concat(chunks));
      next();
    });
  };
}

const KEEPING: readonly { title: string; middleware: Middleware }[] = [
  { title: 'parsed, by express.json', middleware: json(EVERY_TYPE) },
  { title: 'as text, by express.text', middleware: text(EVERY_TYPE) },
  { title: 'as bytes, by express.raw', middleware: raw(EVERY_TYPE) },
  {
    title: 'as rawBody beside an empty body',
    middleware: consuming((request, body) => Object.assign(request, { rawBody: body, body: {} })),
  },
];

describe.each(ADAPTERS)('on %s, a middleware that has read the body', (adapter) => {
  it.each(KEEPING)('and kept it $title: the notification is handled', async ({ middleware }) => {
    const app = await startBodyApp({ adapter, configure: (nest) => void nest.use(middleware) });
    expect(await app.deliverAsAll()).toEqual(forAllTypes({ status: 200, handled: true }));
    const large = await app.deliver('application/json', 300_000);
    expect(large).toEqual({ status: 200, handled: true });
  });

  it.each(KEEPING)('and kept it $title: bodyLimit holds', async ({ middleware }) => {
    const app = await startBodyApp({
      adapter,
      module: { bodyLimit: 20_000 },
      configure: (nest) => void nest.use(middleware),
    });
    const tooLarge = await app.deliver('application/json', 20_001);
    expect(tooLarge).toEqual({ status: 413, handled: false });
    const largest = await app.deliver('application/json', 20_000);
    expect(largest).toEqual({ status: 200, handled: true });
  });

  it('and kept nothing: 503 at once, and a rejection that says so', async () => {
    const keepNothing = consuming(() => undefined);
    const app = await startBodyApp({ adapter, configure: (nest) => void nest.use(keepNothing) });
    const codes: string[] = [];
    app.bus.rejections$.subscribe(({ code }) => codes.push(code));
    const startedAt = performance.now();
    const lost = forAllTypes({ status: 503, handled: false });
    expect(await app.deliverAsAll()).toEqual(lost);
    expect(await app.deliverAsAll(undefined, { chunked: true })).toEqual(lost);
    expect(performance.now() - startedAt).toBeLessThan(9_000);
    expect([...new Set(codes)]).toEqual(['BODY_CONSUMED']);
  });

  it('and found it empty: 400', async () => {
    const keepNothing = consuming(() => undefined);
    const app = await startBodyApp({ adapter, configure: (nest) => void nest.use(keepNothing) });
    const { status } = await exactPost(app.url, '', { headers: { 'content-type': 'text/plain' } });
    expect(status).toBe(400);
  });
});

const TOUCHING: readonly { title: string; middleware: Middleware }[] = [
  { title: 'paused it', middleware: touching((request) => request.pause()) },
  {
    title: 'set the encoding utf8',
    middleware: touching((request) => request.setEncoding('utf8')),
  },
  {
    title: 'set the encoding latin1',
    middleware: touching((request) => request.setEncoding('latin1')),
  },
];

function touching(touch: (request: Request) => unknown): Middleware {
  return (request, _response, next) => {
    touch(request);
    next();
  };
}

describe.each(ADAPTERS)('on %s, a middleware that has not read the body, but has', (adapter) => {
  it.each(TOUCHING)('$title: the notification is handled', async ({ middleware }) => {
    const app = await startBodyApp({ adapter, configure: (nest) => void nest.use(middleware) });
    const handled = forAllTypes({ status: 200, handled: true });
    expect(await app.deliverAsAll()).toEqual(handled);
    expect(await app.deliverAsAll(undefined, { chunked: true })).toEqual(handled);
    const large = await app.deliver('text/plain', 300_000);
    expect(large).toEqual({ status: 200, handled: true });
    const { id, body, headers } = signedBody(undefined, 'naïve ✓');
    const { status } = await exactPost(app.url, body, { headers: headers('text/plain') });
    expect({ status, handled: app.handled.includes(id) }).toEqual(large);
  });
});
