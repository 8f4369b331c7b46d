import { Logger } from '@nestjs/common';
import { sqliteDelivery, type SqliteDatabase } from 'nestjs-misfit-notification/sqlite';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CollectingLogger } from '../../support/observers/collecting-logger.js';
import {
  acceptMany,
  HOUR,
  notice,
  startWorld,
  updatesOf,
} from '../../support/deliveries/durable-world.js';
import { Gate, until } from '../../support/clocks/gate.js';
import { MovableClock } from '../../support/clocks/movable-clock.js';
import { settled } from '../../support/observers/process-faults.js';
import { DRIVERS } from '../../support/sqlite/sqlite-drivers.js';
import { databasePath } from '../../support/sqlite/temp-directory.js';

const MINUTE = 60_000;
const DAY = 24 * HOUR;

async function sweep(): Promise<void> {
  vi.advanceTimersByTime(MINUTE);
  await settled();
}

describe.each(DRIVERS)('what has expired, with $name', ({ open, isMissing }) => {
  afterEach(() => void vi.useRealTimers());

  async function start(work: () => unknown, options = {}) {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const clock = new MovableClock();
    const path = databasePath();
    const database: SqliteDatabase = await open(path);
    const delivery = sqliteDelivery({ path, open: () => database, attempts: 1, ...options });
    const world = await startWorld(delivery, { handlers: { 'A.a': work }, retention: DAY });
    const count = (table: string) =>
      Object.values(database.prepare(`SELECT count(*) FROM ${table}`).get() as object)[0] as number;
    const accept = (messages: number) =>
      acceptMany(world.accept, messages, () => notice(updatesOf('ada', 'x')));
    return { ...world, accept, clock, count };
  }

  describe.skipIf(isMissing)('(where the driver is there)', () => {
    it('is forgotten: messages that cannot come again, however many', async () => {
      const { accept, clock, count } = await start(() => undefined);
      await accept(2_500);
      await until(() => count('job') === 0);
      clock.pass(DAY - MINUTE);
      await accept(3);
      await until(() => count('job') === 0);
      await sweep();
      expect(count('message')).toBe(2_503);
      clock.pass(2 * MINUTE);
      await sweep();
      await until(() => count('message') === 3);
    });

    it('is kept while there is work to do, and forgotten after that', async () => {
      const gate = new Gate();
      const { accept, clock, count } = await start(() => gate.opened);
      await accept(3);
      clock.pass(DAY + MINUTE);
      await sweep();
      expect(count('message')).toBe(3);
      gate.open();
      await until(() => count('job') === 0);
      await sweep();
      expect(count('message')).toBe(3);
      clock.pass(HOUR + MINUTE);
      await sweep();
      expect(count('message')).toBe(0);
    });

    it('is dropped with a warning: dead letters that nobody has looked after', async () => {
      const { accept, clock, count, deadLetters } = await start(
        () => {
          throw new Error('broken');
        },
        { deadLetterRetention: 10 * DAY },
      );
      const logger = new CollectingLogger();
      await accept(3);
      await until(() => count('job') === 3);
      await expect.poll(() => deadLetters.count()).toBe(3);
      clock.pass(9 * DAY);
      await sweep();
      await accept(1);
      await expect.poll(() => deadLetters.count()).toBe(4);
      expect(count('message')).toBe(4);
      Logger.overrideLogger(logger);
      clock.pass(DAY + MINUTE);
      await sweep();
      await until(() => logger.find('warn', '3 dead letters were deleted').length === 1);
      Logger.overrideLogger(false);
      expect(await deadLetters.count()).toBe(1);
      await sweep();
      expect(await deadLetters.count()).toBe(1);
    });

    it('is left alone once the delivery has stopped', async () => {
      const { accept, clock, stop } = await start(() => undefined);
      await accept(1_500);
      clock.pass(DAY + MINUTE);
      const logger = new CollectingLogger();
      Logger.overrideLogger(logger);
      vi.advanceTimersByTime(MINUTE);
      await stop();
      await sweep();
      Logger.overrideLogger(false);
      expect(logger.lines).toEqual([]);
    });
  });
});
