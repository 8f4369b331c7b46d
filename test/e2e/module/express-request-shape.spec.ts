import {
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { INestApplication } from '@nestjs/common';
import express, { type Request, type Response } from 'express';
import { describe, expect, it } from 'vitest';
import { bootstrap } from '../../support/apps/adapters.js';
import { startDeliveryApp, simulator, type DeliveryApp } from '../../support/apps/delivery-app.js';
import { openPost } from '../../support/http/open-post.js';
import { collectGarbage } from '../../support/observers/garbage.js';
import { shareHiddenClass } from './hidden-class.js';
import { serveOnLoopback } from '../../support/sns/loopback-server.js';

type Untyped = Record<string, unknown>;
type Exchange = readonly [IncomingMessage, ServerResponse];

function serverOf(app: INestApplication): Server {
  return app.getHttpServer() as Server;
}

function expressOf(app: INestApplication): RequestListener {
  return app.getHttpAdapter().getInstance() as RequestListener;
}

/** Keeps what the server makes of each request. */
function recordExchanges({ app }: DeliveryApp): Exchange[] {
  const exchanges: Exchange[] = [];
  serverOf(app).on('request', (...exchange: Exchange) => void exchanges.push(exchange));
  return exchanges;
}

function allShareHiddenClass(objects: readonly object[]): boolean {
  return objects.every((object) => shareHiddenClass(object, objects[0] as object));
}

/** Sends the body after the headers, so that the module has to wait for it. */
async function postInPieces({ url }: DeliveryApp): Promise<number | undefined> {
  const { headers, body } = simulator.request(simulator.notification([]));
  const post = openPost(url, { ...headers, 'content-length': Buffer.byteLength(body) });
  post.outgoing.flushHeaders();
  setTimeout(() => post.outgoing.end(body), 50);
  return (await post.answer).status;
}

function ownKeysOf(object: object): string[] {
  return Reflect.ownKeys(object).map(String).toSorted();
}

describe('on express, the requests to the endpoint', () => {
  // V8 may move objects to another hidden class at any time, for reasons of its own.
  it('share one hidden class, and their responses another', { retry: 2 }, async () => {
    const app = await startDeliveryApp({ adapter: 'express' });
    // V8 remembers hidden classes for 256 prototypes. Earlier tests have left those of their apps.
    collectGarbage();
    // From the first delivery the module learns what Express adds.
    expect(await app.post([])).toBe(200);
    const exchanges = recordExchanges(app);
    for (let count = 0; count < 3; count++) {
      expect(await app.post([])).toBe(200);
      expect(await postInPieces(app)).toBe(200);
    }
    expect(exchanges).toHaveLength(6);
    expect(allShareHiddenClass(exchanges.map(([request]) => request))).toBe(true);
    expect(allShareHiddenClass(exchanges.map(([, response]) => response))).toBe(true);
  });

  it('are told from all others, whose hidden classes Express leaves them with', async () => {
    const app = await startDeliveryApp({ adapter: 'express' });
    const exchanges = recordExchanges(app);
    for (let count = 0; count < 5; count++) await fetch(app.url, { method: 'POST', body: '[]' });
    expect(exchanges).toHaveLength(5);
    const requests = exchanges.map(([request]) => request);
    // Should this fail, then Express no longer sets prototypes, and the module need do nothing.
    expect(allShareHiddenClass(requests)).toBe(false);
  });

  it('look to a middleware as they do without the module', async () => {
    const views: object[] = [];
    const configure = (nest: INestApplication): void => {
      nest.use((request: Request, response: Response, next: () => void) => {
        const { body, params, route, baseUrl, originalUrl, path, query } =
          request as unknown as Untyped;
        const { locals, statusCode, statusMessage } = response;
        views.push({ body, params, route, baseUrl, originalUrl, path, query });
        views.push({ locals: { ...locals }, statusCode, statusMessage });
        next();
      });
    };
    const withModule = await startDeliveryApp({ adapter: 'express', configure });
    const without = await bootstrap({}, { adapter: 'express', configure });
    for (let count = 0; count < 2; count++) await withModule.post([]);
    const message = simulator.notification([]);
    for (let count = 0; count < 2; count++) {
      await simulator.send(`${without.origin}/misfit/notification`, message);
    }
    expect(views).toHaveLength(8);
    expect(views.slice(0, 4)).toEqual(views.slice(4));
  });

  it('do not seem marked to a middleware that marks each request by a symbol', async () => {
    const mark = Symbol('marked');
    const application = express();
    const marked: boolean[] = [];
    application.use((request, _response, next) => {
      marked.push(mark in request);
      Object.assign(request, { [mark]: true });
      next();
    });
    const app = await startDeliveryApp({ adapter: 'express', express: application });
    for (let count = 0; count < 5; count++) expect(await app.post([])).toBe(200);
    expect(marked).toEqual(Array(5).fill(false));
  });

  it('have no property before Express adds it, where optimizeExpress is false', async () => {
    const views: unknown[] = [];
    const configure = (nest: INestApplication): void => {
      nest.use((request: Request, response: Response, next: () => void) => {
        views.push(ownKeysOf(request), ownKeysOf(response));
        next();
      });
    };
    const module = { optimizeExpress: false };
    const withModule = await startDeliveryApp({ adapter: 'express', module, configure });
    const without = await bootstrap({}, { adapter: 'express', configure });
    for (let count = 0; count < 2; count++) expect(await withModule.post([])).toBe(200);
    const url = `${without.origin}/misfit/notification`;
    for (let count = 0; count < 2; count++) await simulator.send(url, simulator.notification([]));
    expect(views).toHaveLength(8);
    expect(views.slice(0, 4)).toEqual(views.slice(4));
  });

  it('keep the methods that a middleware before the module puts others in place of', async () => {
    const application = express();
    const asked: (string | undefined)[] = [];
    application.use((request, _response, next) => {
      const get = request.get.bind(request);
      request.get = function (name: string) {
        asked.push(name);
        return get(name) as never;
      };
      next();
    });
    const app = await startDeliveryApp({
      adapter: 'express',
      express: application,
      configure: (nest) => {
        nest.use((request: Request, _response: unknown, next: () => void) => {
          asked.push(request.get('x-amz-sns-message-type'));
          next();
        });
      },
    });
    for (let count = 0; count < 3; count++) expect(await app.post([])).toBe(200);
    const each = ['x-amz-sns-message-type', 'Notification'];
    expect(asked).toEqual([...each, ...each, ...each]);
  });

  it('keep what the application has given the prototypes', async () => {
    const application = express();
    Object.defineProperty(application.request, 'route', { get: () => 'own', set: () => {} });
    Object.defineProperty(application.response, 'statusMessage', { value: 'own', writable: true });
    const seen: unknown[] = [];
    const app = await startDeliveryApp({
      adapter: 'express',
      express: application,
      configure: (nest) => {
        nest.use((request: Request, response: Response, next: () => void) => {
          seen.push([request.route, response.statusMessage]);
          next();
        });
      },
    });
    for (let count = 0; count < 2; count++) expect(await app.post([])).toBe(200);
    expect(seen).toEqual([
      ['own', 'own'],
      ['own', 'own'],
    ]);
  });

  it('keep what a listener before Express has given them', async () => {
    const seen: unknown[] = [];
    const app = await startDeliveryApp({
      adapter: 'express',
      configure: (nest) => {
        nest.use((_request: Request, response: Response, next: () => void) => {
          seen.push([response.locals, response.statusCode]);
          next();
        });
      },
    });
    serverOf(app.app).prependListener('request', (request: Request, response: Response) => {
      Object.defineProperty(request, 'body', { get: () => undefined });
      response.locals = { nonce: 1 };
      response.statusCode = 202;
    });
    for (let count = 0; count < 2; count++) expect(await app.post([])).toBe(200);
    const each = [{ nonce: 1 }, 202];
    expect(seen).toEqual([each, each]);
  });

  it.each<{ title: string; handlerOf: (app: INestApplication) => RequestListener }>([
    { title: 'Express itself', handlerOf: (nest) => expressOf(nest) },
    {
      title: "the server's first listener",
      handlerOf: (nest) => serverOf(nest).listeners('request')[0] as RequestListener,
    },
    {
      title: 'the server, with the body that it has read',
      handlerOf: (nest) => async (request, response) => {
        const body = (await buffer(request)).toString();
        serverOf(nest).emit('request', Object.assign(request, { body }), response);
      },
    },
  ])('are answered where another server calls $title', async ({ handlerOf }) => {
    const { app } = await startDeliveryApp({ adapter: 'express' });
    const url = `${await serveOnLoopback(handlerOf(app))}/misfit/notification`;
    for (let count = 0; count < 3; count++) {
      const { status } = await simulator.send(url, simulator.notification([]));
      expect(status).toBe(200);
    }
  });
});
