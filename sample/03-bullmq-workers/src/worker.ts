import { ConsoleLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';

const logger = new ConsoleLogger({ prefix: process.argv[2] ?? 'worker' });
const app = await NestFactory.createApplicationContext(AppModule.register({ worker: true }), {
  logger,
});
app.enableShutdownHooks();
