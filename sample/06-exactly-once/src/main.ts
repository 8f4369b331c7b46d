import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { deliver } from './simulator.js';

async function start(): Promise<INestApplication> {
  const app = await NestFactory.create(AppModule);
  app.enableShutdownHooks();
  await app.listen(process.env['PORT'] ?? 3000, '127.0.0.1');
  return app;
}

let app = await start();
await deliver(await app.getUrl(), 'notification');
await deliver(await app.getUrl(), 'the same notification');
await app.close();

// The delivery in process has forgotten what has succeeded. The database has not.
app = await start();
await deliver(await app.getUrl(), 'the same notification after a restart');
await app.close();
