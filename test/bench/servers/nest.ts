import 'reflect-metadata';
import type { Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { adapterName } from './serve.js';

/** A listening Nest application on the adapter that the command line names. */
export async function startNest(
  module: object,
  prepare: (app: INestApplication) => void = () => {},
): Promise<Server> {
  const adapter = adapterName() === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
  const app = await NestFactory.create<INestApplication>(module as never, adapter as never, {
    logger: ['error', 'warn'],
  });
  prepare(app);
  await app.listen(0, '127.0.0.1');
  return app.getHttpServer() as Server;
}
