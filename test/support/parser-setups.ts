import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { INestApplication } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import express from 'express';
import type { AdapterName, BootstrapOptions } from './adapters.js';

type Setup = Omit<BootstrapOptions, 'adapter'>;
type Configure = (app: INestApplication) => void;
type Done = (error: Error | null, body?: unknown) => void;
type Keep = (request: IncomingMessage & Record<string, unknown>, body: Buffer) => void;

/** Ways for an application to have bodies parsed. */
export const PARSER_SETUPS: readonly [string, (adapter: AdapterName) => Setup][] = [
  ['the parsers of Nest', () => ({})],
  ['rawBody', () => ({ rawBody: true })],
  ['no body parser', () => ({ bodyParser: false })],
  ['rawBody and no body parser', () => ({ rawBody: true, bodyParser: false })],
  ['useBodyParser', (adapter) => ({ configure: BODY_PARSERS[adapter] })],
  ['useBodyParser and rawBody', (adapter) => ({ rawBody: true, configure: BODY_PARSERS[adapter] })],
  ['parsers of its own', (adapter) => ({ configure: OWN_PARSERS[adapter] })],
  ['a parser for every type', (adapter) => ({ configure: GREEDY_PARSERS[adapter] })],
  [
    'a middleware that has parsed the body',
    () => ({ configure: consuming((request, body) => (request['body'] = parsed(body))) }),
  ],
  [
    'a middleware that has left the body as text',
    () => ({ configure: consuming((request, body) => (request['body'] = body.toString())) }),
  ],
  [
    'a middleware that has left the bytes in rawBody',
    () => ({ configure: consuming((request, body) => (request['rawBody'] = body)) }),
  ],
];

/** A middleware that reads the whole body and goes on. */
export function consuming(keep: Keep): Configure {
  return (app) =>
    void app.use(
      (request: IncomingMessage & Record<string, unknown>, _: unknown, next: () => void) =>
        void buffer(request).then((body) => {
          keep(request, body);
          next();
        }),
    );
}

function parsed(body: Buffer): unknown {
  return JSON.parse(body.toString());
}

const BODY_PARSERS: Record<AdapterName, Configure> = {
  express: (app) =>
    void (app as NestExpressApplication)
      .useBodyParser('json', { limit: '5mb' })
      .useBodyParser('text')
      .useBodyParser('urlencoded', { extended: true })
      .useBodyParser('raw', { type: 'multipart/*' }),
  fastify: (app) => {
    const done = (_: unknown, body: Buffer, finish: Done): void => finish(null, body.toString());
    const types = ['application/json', 'text/plain', 'application/x-www-form-urlencoded'];
    for (const type of types) (app as NestFastifyApplication).useBodyParser(type, {}, done);
  },
};

const OWN_PARSERS: Record<AdapterName, Configure> = {
  express: (app) => {
    app.use(express.json(), express.text(), express.urlencoded({ extended: false }));
    app.use(express.raw({ type: ['multipart/*', 'application/x-made-up'] }));
  },
  fastify: (app) =>
    void (app as NestFastifyApplication)
      .getHttpAdapter()
      .getInstance()
      .addContentTypeParser(/^multipart\//, (_request, payload, done: Done) => {
        buffer(payload).then(
          (body) => done(null, body.length),
          (error: Error) => done(error),
        );
      }),
};

const GREEDY_PARSERS: Record<AdapterName, Configure> = {
  express: (app) => void app.use(express.json({ type: () => true, limit: '5mb' })),
  fastify: (app) =>
    void (app as NestFastifyApplication)
      .getHttpAdapter()
      .getInstance()
      .addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done: Done) => {
        done(null, body);
      }),
};
