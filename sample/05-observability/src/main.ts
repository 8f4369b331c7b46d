import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { simulate } from './simulator.js';
import { startTelemetry } from './telemetry.js';

const metricsUrl = startTelemetry();
const app = await NestFactory.create(AppModule);
app.enableShutdownHooks();
await app.listen(process.env['PORT'] ?? 3000, '127.0.0.1');

const origin = await app.getUrl();
const logger = new Logger('Observability');
logger.log(`metrics: ${metricsUrl}`);
logger.log(`ready: ${origin}/health/ready`);
logger.log(`queue: ${origin}/health/queue`);
await simulate(`${origin}/misfit/notification`);
