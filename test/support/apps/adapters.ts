import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { type INestApplication, type LoggerService, type ModuleMetadata } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { NestFactory } from '@nestjs/core';
import type { Express } from 'express';
import { onTestFinished } from 'vitest';

export type AdapterName = 'express' | 'fastify';

/** Every e2e test runs over both adapters: `describe.each(ADAPTERS)`. */
export const ADAPTERS: readonly AdapterName[] = ['express', 'fastify'];

export interface BootstrapOptions {
  readonly adapter: AdapterName;
  readonly rawBody?: boolean;
  readonly bodyParser?: false;
  readonly logger?: LoggerService | false;
  /** An Express application that the adapter is given, instead of making one. */
  readonly express?: Express;
  /** What an application's main.ts would do between `create` and `listen`. */
  readonly configure?: (app: INestApplication) => void | Promise<void>;
}

export interface RunningApp {
  readonly app: INestApplication;
  readonly origin: string;
}

/** Starts a real application on a free port of the loopback interface, until the test ends. */
export async function bootstrap(
  metadata: ModuleMetadata,
  { adapter, express, configure, logger = false, ...options }: BootstrapOptions,
): Promise<RunningApp> {
  const AppModule = class {};
  const httpAdapter = adapter === 'express' ? new ExpressAdapter(express) : new FastifyAdapter();
  const app = await NestFactory.create<INestApplication>(
    { module: AppModule, ...metadata } as never,
    httpAdapter as never,
    { ...options, logger, abortOnError: false },
  );
  onTestFinished(() => app.close());
  await configure?.(app);
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  return { app, origin: `http://127.0.0.1:${port}` };
}
