import { json, raw, text, urlencoded } from 'express';
import { PassThrough, type Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { forAllTypes, startBodyApp } from '../../support/apps/body-app.js';
import { BODY_SETUPS } from '../../support/apps/body-setups.js';
import { pipeBodiesThrough } from '../../support/apps/fastify-streams.js';

const HANDLED = forAllTypes({ status: 200, handled: true });

/** What any parser of body-parser 1 does with a type that it does not parse. */
const bodyParser1 = (request: { body?: unknown }, _response: unknown, next: () => void) => {
  request.body ??= {};
  next();
};

describe.each(ADAPTERS)('on %s, a notification of any Content-Type is handled with', (adapter) => {
  it.each(BODY_SETUPS)('$title', async ({ options }) => {
    const app = await startBodyApp({ adapter, ...options(adapter) });
    expect(await app.deliverAsAll()).toEqual(HANDLED);
    expect(await app.deliverAsAll(undefined, { chunked: true })).toEqual(HANDLED);
  });

  it.each([
    { title: 'express.json', parser: json() },
    { title: 'express.text', parser: text() },
    { title: 'express.raw', parser: raw() },
    { title: 'a parser that leaves {} for what it does not read', parser: bodyParser1 },
  ])('$title as a middleware', async ({ parser }) => {
    const app = await startBodyApp({ adapter, configure: (nest) => void nest.use(parser) });
    expect(await app.deliverAsAll()).toEqual(HANDLED);
    expect(await app.deliverAsAll(undefined, { chunked: true })).toEqual(HANDLED);
  });
});

describe('on express, a notification of any Content-Type is handled with', () => {
  it('middlewares that refuse more than 20 bytes of the types they know', async () => {
    const app = await startBodyApp({
      adapter: 'express',
      bodyParser: false,
      configure: (nest) => {
        nest.use(json({ limit: 20 }), text({ limit: 20 }), urlencoded({ limit: 20 }));
      },
    });
    expect(await app.deliverAsAll()).toEqual(HANDLED);
  });
});

describe('on fastify, a notification of any Content-Type is handled with', () => {
  it('a parser for every type', async () => {
    const app = await startBodyApp({
      adapter: 'fastify',
      configure: (nest) => {
        const fastify = nest.getHttpAdapter().getInstance() as CatchAll;
        fastify.addContentTypeParser('*', (_request, _payload, done) => done(null, { own: true }));
      },
    });
    expect(await app.deliverAsAll()).toEqual(HANDLED);
  });

  it('a hook that puts another stream in place of the body', async () => {
    const app = await startBodyApp({
      adapter: 'fastify',
      configure: (nest) => pipeBodiesThrough(nest, () => new PassThrough()),
    });
    expect(await app.deliverAsAll()).toEqual(HANDLED);
  });
});

type Done = (error: null, value: unknown) => void;

interface CatchAll {
  addContentTypeParser(
    type: '*',
    parser: (request: unknown, payload: Readable, done: Done) => void,
  ): void;
}
