import 'reflect-metadata';
import { openSync, writeSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  MisfitNotificationModule,
  OnMisfitEvent,
  type MisfitDelivery,
  type MisfitEvent,
} from 'nestjs-misfit-notification';
import type { CrashAppReady, CrashAppSettings } from './protocol.js';

/** Of a hundred runs, so many fail. */
const FAILING = 3;

process.once('disconnect', () => process.exit());
process.once('message', (settings: CrashAppSettings) => void start(settings));

async function start(settings: CrashAppSettings): Promise<void> {
  const { life, adapter, journal, certificate, ...engine } = settings;
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

  const httpAdapter = adapter === 'express' ? new ExpressAdapter() : new FastifyAdapter();
  const app = await NestFactory.create(AppModule, httpAdapter, { logger: ['fatal'] });
  app.enableShutdownHooks();
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  const ready: CrashAppReady = { url: `http://127.0.0.1:${port}/misfit/notification` };
  process.send?.(ready);
}

/** The engines are optional: each is loaded only when it is asked for. */
const ENGINES = {
  sqlite: async () => (await import('nestjs-misfit-notification/sqlite')).sqliteDelivery,
  bullmq: async () => (await import('nestjs-misfit-notification/bullmq')).bullmqDelivery,
};

async function deliveryOf({
  engine,
  options,
}: Pick<CrashAppSettings, 'engine' | 'options'>): Promise<MisfitDelivery> {
  const create = await ENGINES[engine]();
  return create(options as never);
}
