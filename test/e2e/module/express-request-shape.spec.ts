import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import express, { type Request, type Response } from 'express';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bootstrap } from '../../support/adapters.js';
import { startDeliveryApp, simulator, type DeliveryApp } from '../../support/delivery-app.js';
import { shareHiddenClass } from '../../support/hidden-class.js';

type Untyped = Record<string, unknown>;
type Exchange = readonly [IncomingMessage, ServerResponse];

/** Keeps what the server makes of each request. */
function recordExchanges({ app }: DeliveryApp): Exchange[] {
  const exchanges: Exchange[] = [];
  const server = app.getHttpServer() as Server;
  server.on('request', (...exchange: Exchange) => void exchanges.push(exchange));
  return exchanges;
}

function allShareHiddenClass(objects: readonly object[]): boolean {
  return objects.every((object) => shareHiddenClass(object, objects[0] as object));
}

describe('on express, the requests to the endpoint', () => {
  it('share one hidden class, and their responses another', async () => {
    const app = await startDeliveryApp({ adapter: 'express' });
    // From the first delivery the module learns what Express adds.
    expect(await app.post([])).toBe(200);
    const exchanges = recordExchanges(app);
    for (let count = 0; count < 5; count++) expect(await app.post([])).toBe(200);
    expect(exchanges).toHaveLength(5);
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

  it('are taken from a server of the application too', async () => {
    const app = await startDeliveryApp({ adapter: 'express' });
    const handler = app.app.getHttpAdapter().getInstance() as Parameters<typeof createServer>[1];
    const server = createServer(handler).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/misfit/notification`;
    for (let count = 0; count < 3; count++) {
      const { status } = await simulator.send(url, simulator.notification([]));
      expect(status).toBe(200);
    }
  });
});
