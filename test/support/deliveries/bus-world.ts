import { Logger } from '@nestjs/common';
import { MisfitEventBus } from 'nestjs-misfit-notification';
import { onTestFinished } from 'vitest';
import { EventStreams } from '../../../lib/bus/event-streams.js';
import { CollectingLogger } from '../observers/collecting-logger.js';

/** A bus with the streams behind it, and what it logs. */
export function createBus() {
  const logger = new CollectingLogger();
  Logger.overrideLogger(logger);
  onTestFinished(() => Logger.overrideLogger(false));
  const streams = new EventStreams();
  const bus = new MisfitEventBus(streams);
  onTestFinished(() => bus.onApplicationShutdown());
  return { streams, bus, logger };
}
