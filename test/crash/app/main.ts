import 'reflect-metadata';
import { openSync, writeSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  MisfitNotificationModule,
  MisfitQueue,
  OnMisfitEvent,
  type MisfitDelivery,
  type MisfitEvent,
} from 'nestjs-misfit-notification';
import type {
  CrashAppReady,
  CrashAppSettings,
  CrashAppStatistics,
  CrashEngineSettings,
  StoredWork,
} from './protocol.js';

/** Of a hundred runs, so many fail. */
const FAILING = 3;

process.once('disconnect', () => process.exit());
process.once('message', (settings: CrashAppSettings) => void startAll(settings));

async function startAll({ engines, ...life }: CrashAppSettings): Promise<void> {
  const apps: INestApplication[] = [];
  for (const engine of engines) apps.push(await start(life, engine));
  const ready: CrashAppReady = { urls: apps.map(urlOf) };
  process.send?.(ready);
  process.on('message', () => {
    void Promise.all(apps.map(storedWork)).then((work) => {
      process.send?.({ work } satisfies CrashAppStatistics);
    });
  });
}

/** Where an application takes its deliveries. */
function urlOf(app: INestApplication): string {
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  return `http://127.0.0.1:${port}/misfit/notification`;
}

async function storedWork(app: INestApplication): Promise<StoredWork> {
  const statistics = await app.get(MisfitQueue, { strict: false }).statistics();
  if (statistics === undefined) throw new Error('the engine has no statistics');
  const { waiting, running, delayed, dead } = statistics;
  return { waiting, running, delayed, dead };
}

async function start(
  { life, adapter }: Omit<CrashAppSettings, 'engines'>,
  { journal, certificate, ...engine }: CrashEngineSettings,
): Promise<INestApplication> {
  const file = openSync(journal, 'a');

  const note = (what: string, { notification, raw }: MisfitEvent, handler: string): void => {
    const job = `${notification.messageId}.${raw.id}.${handler}`;
    writeSync(file, `${life} ${Date.now()} ${what} ${job}\n`);
  };

  const work = async (event: MisfitEvent, handler: string): Promise<void> => {
    note('start', event, handler);
    await sleep(Math.random() * 15);
    if (Math.random() * 100 < FAILING) {
      note('failure', event, handler);
      throw new Error('by chance');
    }
    note('success', event, handler);
  };

  @Injectable()
  class Listener {
    @OnMisfitEvent('*')
    all(event: MisfitEvent): Promise<void> {
      return work(event, 'all');
    }

    @OnMisfitEvent('goals')
    goals(event: MisfitEvent): Promise<void> {
      return work(event, 'goals');
    }
  }

  @Module({
    imports: [
      MisfitNotificationModule.forRoot({
        delivery: await deliveryOf(engine),
        fetch: () => Promise.resolve(new Response(certificate)),
      }),
    ],
    providers: [Listener],
  })
  class AppModule {}

  const app = await NestFactory.create(AppModule, await ADAPTERS[adapter](), { logger: ['fatal'] });
  app.enableShutdownHooks();
  await app.listen(0, '127.0.0.1');
  return app;
}

/** What a life does not use, it does not load. */
const ADAPTERS = {
  express: async () => new (await import('@nestjs/platform-express')).ExpressAdapter(),
  fastify: async () => new (await import('@nestjs/platform-fastify')).FastifyAdapter(),
};

const ENGINES = {
  sqlite: async () => (await import('nestjs-misfit-notification/sqlite')).sqliteDelivery,
  bullmq: async () => (await import('nestjs-misfit-notification/bullmq')).bullmqDelivery,
};

async function deliveryOf({
  name,
  options,
}: Pick<CrashEngineSettings, 'name' | 'options'>): Promise<MisfitDelivery> {
  const create = await ENGINES[name]();
  return create(options as never);
}
