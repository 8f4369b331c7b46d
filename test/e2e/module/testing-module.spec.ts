import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestApplicationOptions } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { MisfitNotificationModule } from 'nestjs-misfit-notification';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ADAPTERS, type AdapterName } from '../../support/apps/adapters.js';
import { simulator } from '../../support/apps/delivery-app.js';
import { exactPost } from '../../support/http/exact-post.js';
import { listener } from '../../support/apps/listeners.js';
import { CONTENT_TYPES, signedBody } from '../../support/http/signed-body.js';

async function start(adapter: AdapterName, options: NestApplicationOptions) {
  const seen: string[] = [];
  const testing = await Test.createTestingModule({
    imports: [MisfitNotificationModule.forRoot({ fetch: simulator.fetch })],
    providers: [listener('Listener', '*', ({ id }) => void seen.push(id))],
  }).compile();
  const httpAdapter = adapter === 'express' ? new ExpressAdapter() : new FastifyAdapter();
  const app = testing.createNestApplication(httpAdapter, { ...options, logger: false });
  onTestFinished(() => app.close());
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  return { seen, url: `http://127.0.0.1:${port}/misfit/notification` };
}

describe.each(ADAPTERS)('an application of a testing module, on %s', (adapter) => {
  it.each<NestApplicationOptions>([{}, { rawBody: true }, { bodyParser: false }])(
    'handles notifications of every Content-Type, with %j',
    async (options) => {
      const { seen, url } = await start(adapter, options);
      for (const type of CONTENT_TYPES) {
        const { id, body, headers } = signedBody(300_000);
        const { status } = await exactPost(url, body, { headers: headers(type) });
        expect([type, status, seen.includes(id)]).toEqual([type, 200, true]);
      }
    },
  );
});
