import { Logger } from '@nestjs/common';
import { MisfitEventBus } from 'nestjs-misfit-notification';
import { onTestFinished } from 'vitest';
import { EventStreams } from '../../lib/bus/event-streams.js';
import { CollectingLogger } from './collecting-logger.js';

/** A bus with the streams behind it, and what it logs. */
export function createBus() {
  const logger = new CollectingLogger();
  Logger.overrideLogger(logger);
  onTestFinished(() => Logger.overrideLogger(false));
  const streams = new EventStreams();
  return { streams, bus: new MisfitEventBus(streams), logger };
}
