import { Logger } from '@nestjs/common';
import { sqliteDelivery, type SqliteDatabase } from 'nestjs-misfit-notification/sqlite';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CollectingLogger } from '../../support/collecting-logger.js';
import { acceptMany, HOUR, notice, startWorld, updatesOf } from '../../support/durable-world.js';
import { Gate, until } from '../../support/gate.js';
import { settled } from '../../support/process-faults.js';
import { DRIVERS } from '../../support/sqlite-drivers.js';
import { databasePath } from '../../support/temp-directory.js';

const DAY = 24 * HOUR;

async function sweep(): Promise<void> {
  vi.advanceTimersByTime(60_000);
  await settled();
}

describe.each(DRIVERS)('what has expired, with $name', ({ open, isMissing }) => {
  afterEach(() => void vi.useRealTimers());

  async function start(work: () => unknown, options = {}) {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const path = databasePath();
    const database: SqliteDatabase = await open(path);
    const delivery = sqliteDelivery({ path, open: () => database, attempts: 1, ...options });
    const world = await startWorld(delivery, { handlers: { 'A.a': work }, retention: DAY });
    const count = (table: string) =>
      Object.values(database.prepare(`SELECT count(*) FROM ${table}`).get() as object)[0] as number;
    const accept = (messages: number) =>
      acceptMany(world.accept, messages, () => notice(updatesOf('ada', 'x')));
    /** As if it had happened so much earlier. */
    const age = (milliseconds: number) =>
      database.exec(
        `UPDATE message SET expires_at = expires_at - ${milliseconds};
         UPDATE job SET failed_at = failed_at - ${milliseconds}`,
      );
    return { ...world, accept, age, count };
  }

  describe.skipIf(isMissing)('(where the driver is there)', () => {
    it('is forgotten: messages that cannot come again, however many', async () => {
      const { accept, age, count } = await start(() => undefined);
      await accept(2_500);
      await until(() => count('job') === 0);
      age(DAY - 60_000);
      await accept(3);
      await until(() => count('job') === 0);
      await sweep();
      expect(count('message')).toBe(2_503);
      age(60_000);
      await sweep();
      await until(() => count('message') === 3);
    });

    it('is kept while there is work to do, and forgotten after that', async () => {
      const gate = new Gate();
      const { accept, age, count } = await start(() => gate.opened);
      await accept(3);
      age(DAY);
      await sweep();
      expect(count('message')).toBe(3);
      gate.open();
      await until(() => count('job') === 0);
      await sweep();
      expect(count('message')).toBe(3);
      age(HOUR);
      await sweep();
      expect(count('message')).toBe(0);
    });

    it('is dropped with a warning: dead letters that nobody has looked after', async () => {
      const { accept, age, count, deadLetters } = await start(
        () => {
          throw new Error('broken');
        },
        { deadLetterRetention: 10 * DAY },
      );
      const logger = new CollectingLogger();
      await accept(3);
      await until(() => count('job') === 3);
      await expect.poll(() => deadLetters.count()).toBe(3);
      age(9 * DAY);
      await sweep();
      await accept(1);
      await expect.poll(() => deadLetters.count()).toBe(4);
      expect(count('message')).toBe(4);
      Logger.overrideLogger(logger);
      age(DAY);
      await sweep();
      Logger.overrideLogger(false);
      expect(await deadLetters.count()).toBe(1);
      expect(logger.find('warn', '3 dead letters were dropped')).toHaveLength(1);
      await sweep();
      expect(await deadLetters.count()).toBe(1);
    });

    it('is left alone once the delivery has stopped', async () => {
      const { accept, age, stop } = await start(() => undefined);
      await accept(1_500);
      age(DAY);
      const logger = new CollectingLogger();
      Logger.overrideLogger(logger);
      vi.advanceTimersByTime(60_000);
      await stop();
      await sweep();
      Logger.overrideLogger(false);
      expect(logger.lines).toEqual([]);
    });
  });
});
