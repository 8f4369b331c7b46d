import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { simulate } from './simulator.js';

const app = await NestFactory.create(AppModule);
app.enableShutdownHooks();
await app.listen(process.env['PORT'] ?? 3000, '127.0.0.1');
const url = await app.getUrl();
new Logger('Inspector').log(`Open ${url}/misfit/inspector`);
await simulate(`${url}/misfit/notification`);
