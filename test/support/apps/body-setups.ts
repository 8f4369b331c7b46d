import type { INestApplication } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AdapterName, BootstrapOptions } from './adapters.js';

export interface BodySetup {
  readonly title: string;
  readonly options: (adapter: AdapterName) => Omit<BootstrapOptions, 'adapter'>;
}

/** What applications do about bodies by the means that Nest has for it. */
export const BODY_SETUPS: readonly BodySetup[] = [
  { title: 'the defaults', options: () => ({}) },
  { title: 'rawBody: true', options: () => ({ rawBody: true }) },
  { title: 'bodyParser: false', options: () => ({ bodyParser: false }) },
  {
    title: 'parsers of its own by useBodyParser',
    options: (adapter) => ({ bodyParser: false, configure: ownParsers[adapter] }),
  },
  {
    title: 'parsers of its own by useBodyParser beside those of Nest, and rawBody',
    options: (adapter) => ({ rawBody: true, configure: ownParsers[adapter] }),
  },
];

/** With limits that no notification keeps: they are for the application's own routes. */
const ownParsers: Record<AdapterName, (app: INestApplication) => void> = {
  express: (app) => {
    const express = app as NestExpressApplication;
    express.useBodyParser('json', { limit: 20 });
    express.useBodyParser('text', { limit: 20 });
    express.useBodyParser('urlencoded', { limit: 20, extended: true });
  },
  fastify: (app) => {
    const fastify = app as NestFastifyApplication;
    const options = { bodyLimit: 20 };
    for (const type of ['application/json', 'text/plain', 'application/vnd.made-up']) {
      fastify.useBodyParser(type, options, (_request, body, done) => done(null, { own: body }));
    }
  },
};
