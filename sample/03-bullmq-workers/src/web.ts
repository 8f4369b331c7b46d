import { ConsoleLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { simulate } from './simulator.js';

const logger = new ConsoleLogger({ prefix: process.argv[2] ?? 'web' });
const app = await NestFactory.create(AppModule.register({ worker: false }), { logger });
app.enableShutdownHooks();
await app.listen(process.env['PORT'] ?? 3000, '127.0.0.1');
await simulate(`${await app.getUrl()}/misfit/notification`);
