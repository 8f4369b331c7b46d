import { Logger } from '@nestjs/common';
import { RetryLater } from 'nestjs-misfit-notification';
import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../support/clocks/gate.js';
import { notice, updatesOf } from '../support/deliveries/durable-world.js';
import { CollectingLogger } from '../support/observers/collecting-logger.js';
import { ENGINES, type EngineOptions } from './engines.js';

describe.each(ENGINES)('the debug lines of $name', ({ use, isMissing }) => {
  describe.skipIf(isMissing)('(where the engine is there)', () => {
    const newStorage = use();
    afterEach(() => Logger.overrideLogger(false));

    /** A delivery, and the log from then on. */
    async function start(options: EngineOptions) {
      const world = await newStorage().start(options);
      const logger = new CollectingLogger();
      Logger.overrideLogger(logger);
      return { ...world, logger };
    }

    it('are about copies, postponed tasks, further attempts and dead letters', async () => {
      let runs = 0;
      const retryLater = new RetryLater(1);
      const handlers = {
        'A.handle': () => {
          runs++;
          throw runs === 1 ? retryLater : new Error('broken');
        },
      };
      const { accept, logger } = await start({ world: { handlers }, attempts: 2 });
      const notification = notice(updatesOf('ada', '0'));
      await accept(notification);
      await accept(notification);
      await until(() => logger.find('debug', 'dead letter').length === 1);
      const { messageId } = notification.info;
      const task = `message ${messageId}: update 0 for A.handle`;
      expect(new Set(logger.find('debug', messageId))).toEqual(
        new Set([
          `message ${messageId}: skipped, stored earlier`,
          `${task}: postponed until ${retryLater.at.toISOString()}`,
          `${task}: claimed for attempt 2`,
          `${task}: dead letter after attempt 2`,
        ]),
      );
    });

    it('are missing while all goes well', async () => {
      let runs = 0;
      const handlers = { 'A.handle': () => void runs++ };
      const { accept, logger } = await start({ world: { handlers } });
      const notification = notice(updatesOf('ada', '0', '1'));
      await accept(notification);
      await until(() => runs === 2);
      expect(logger.find('debug', notification.info.messageId)).toEqual([]);
    });
  });
});
