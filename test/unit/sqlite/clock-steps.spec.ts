import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { RetryLater } from 'nestjs-misfit-notification';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CollectingLogger } from '../../support/observers/collecting-logger.js';
import { acceptMany, HOUR, notice, updatesOf } from '../../support/deliveries/durable-world.js';
import { Gate, until } from '../../support/clocks/gate.js';
import { MovableClock } from '../../support/clocks/movable-clock.js';
import { settled } from '../../support/observers/process-faults.js';
import { DRIVERS } from '../../support/sqlite/sqlite-drivers.js';
import { startSqlite } from '../../support/sqlite/sqlite-world.js';
import { databasePath } from '../../support/sqlite/temp-directory.js';

const MINUTE = 60_000;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

const one = () => notice(updatesOf('ada', 'a'));
const each = (index: number) => notice(updatesOf(`owner-${index}`, String(index)));

/** As `until`, while the timers are in the hands of the test. */
async function untilImmediately(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000 && !condition(); turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(condition()).toBe(true);
}

describe.each(DRIVERS)('a step of the system clock, with $name', ({ open, isMissing }) => {
  let clock: MovableClock;
  beforeEach(() => {
    clock = new MovableClock();
  });
  afterEach(() => void vi.useRealTimers());

  describe.skipIf(isMissing)('(where the driver is there)', () => {
    it.each([10 * MINUTE, 2 * HOUR, 20 * YEAR])(
      'of %i ms back keeps no job waiting that is due at once',
      async (step) => {
        const gate = new Gate();
        const seen: string[] = [];
        const work = async ({ id }: { id: string }) => {
          seen.push(id);
          await gate.opened;
        };
        const { accept } = await startSqlite({ open, handlers: { 'A.a': work }, concurrency: 2 });
        await acceptMany(accept, 40, each);
        await until(() => seen.length === 2);
        clock.step(-step);
        gate.open();
        await until(() => seen.length === 40);
        await settled();
        expect(seen).toEqual(Array.from({ length: 40 }, (_, index) => String(index)));
      },
    );

    it('back while no process was there keeps no job waiting that is due at once', async () => {
      const path = databasePath();
      const hung = { 'A.a': () => new Promise<void>(() => {}) };
      const first = await startSqlite({ path, open, handlers: hung, handlerTimeout: 50 });
      await acceptMany(first.accept, 40, each);
      await first.accept(notice(updatesOf('ada', 'x', 'y', 'z')));
      await first.stop();
      clock.step(-2 * HOUR);
      const seen: string[] = [];
      const handlers = { 'A.a': ({ id }: { id: string }) => seen.push(id) };
      await startSqlite({ path, open, handlers });
      await until(() => seen.length === 43);
      await settled();
      expect(new Set(seen).size).toBe(43);
    });

    it('back and ahead again delays a retry by a minute at most', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      let runs = 0;
      const work = () => {
        if (++runs === 1) throw new Error('broken');
      };
      const backoff = { delay: 5_000, maxDelay: 5_000, jitter: 0 };
      const world = await startSqlite({ open, handlers: { 'A.a': work }, backoff });
      await world.accept(one());
      await untilImmediately(() => world.failures.length === 1);
      clock.pass(5_000);
      clock.step(-10 * MINUTE);
      for (let tick = 0; tick < 5; tick++) {
        vi.advanceTimersByTime(1_000);
        await untilImmediately(() => vi.getTimerCount() > 0);
      }
      expect(runs).toBe(1);
      clock.step(10 * MINUTE);
      vi.advanceTimersByTime(MINUTE);
      await untilImmediately(() => runs === 2);
    });

    it('ahead lets a job run whose RetryLater named a time 30 days ahead', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      let runs = 0;
      const work = () => {
        if (++runs === 1) throw new RetryLater(30 * DAY);
      };
      const world = await startSqlite({ open, handlers: { 'A.a': work } });
      await world.accept(one());
      await untilImmediately(() => world.failures.length === 1);
      vi.advanceTimersByTime(MINUTE);
      await untilImmediately(() => vi.getTimerCount() > 0);
      expect(runs).toBe(1);
      clock.step(30 * DAY);
      vi.advanceTimersByTime(MINUTE);
      await untilImmediately(() => runs === 2);
    });

    it.each([2 * HOUR, 30 * DAY, 1_000 * YEAR])(
      'is looked for once a minute while the next job is due in %i ms',
      async (wait) => {
        const timers = vi.spyOn(globalThis, 'setTimeout');
        let runs = 0;
        const work = () => {
          runs++;
          throw new RetryLater(wait);
        };
        const path = databasePath();
        for (let start = 0; start < 2; start++) {
          const world = await startSqlite({ path, open, handlers: { 'A.a': work } });
          if (start === 0) await world.accept(one());
          await until(() => runs === 1);
          await settled();
          await world.stop();
        }
        const waits = timers.mock.calls.map(([, milliseconds]) => milliseconds ?? 0);
        timers.mockRestore();
        expect(Math.max(...waits)).toBe(MINUTE);
        expect(runs).toBe(1);
      },
    );

    it('is logged, once', async () => {
      const { accept } = await startSqlite({ open, handlers: {} });
      const logger = new CollectingLogger();
      Logger.overrideLogger(logger);
      for (const step of [0, -10 * MINUTE, 0, 2 * HOUR, 0]) {
        clock.step(step);
        await accept(one());
      }
      Logger.overrideLogger(false);
      expect(logger.lines.map(({ text }) => text)).toEqual([
        expect.stringContaining('The system clock was set back by 600 s'),
        expect.stringContaining('The system clock went ahead by 7200 s'),
      ]);
    });

    describe('ahead and back again', () => {
      const RETENTION = 70 * MINUTE;
      const messageId = randomUUID();
      const message = () => notice(updatesOf('ada', 'a'), { messageId });

      function counted() {
        vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
        const runs: string[] = [];
        const handlers = { 'A.a': ({ id }: { id: string }) => runs.push(id) };
        const path = databasePath();
        return { runs, options: { path, open, handlers, retention: RETENTION } };
      }

      async function sweep(): Promise<void> {
        vi.advanceTimersByTime(MINUTE);
        await settled();
      }

      it.each([2 * HOUR, 23 * HOUR])('by %i ms lets no message run twice', async (step) => {
        const { runs, options } = counted();
        const { accept } = await startSqlite(options);
        await accept(message());
        await until(() => runs.length === 1);
        clock.pass(10 * MINUTE);
        clock.step(step);
        await sweep();
        clock.step(-step);
        await sweep();
        await accept(message());
        await settled();
        expect(runs).toHaveLength(1);
      });

      it('between two looks lets no message run twice', async () => {
        const { runs, options } = counted();
        const { accept } = await startSqlite(options);
        clock.pass(2 * RETENTION);
        clock.step(-2 * HOUR);
        await accept(message());
        await until(() => runs.length === 1);
        clock.step(2 * HOUR);
        await sweep();
        await accept(message());
        await settled();
        expect(runs).toHaveLength(1);
      });

      it('while no process was there lets no message run twice', async () => {
        const { runs, options } = counted();
        const first = await startSqlite(options);
        await first.accept(message());
        await until(() => runs.length === 1);
        await first.stop();
        clock.step(23 * HOUR);
        const second = await startSqlite(options);
        await sweep();
        clock.step(-23 * HOUR);
        await second.accept(message());
        await settled();
        expect(runs).toHaveLength(1);
      });

      it('lets nothing stay for ever: what has expired is forgotten after a steady while', async () => {
        const { runs, options } = counted();
        const { accept } = await startSqlite(options);
        await accept(message());
        await until(() => runs.length === 1);
        clock.step(2 * HOUR);
        await sweep();
        clock.pass(RETENTION + MINUTE);
        await sweep();
        await accept(message());
        await until(() => runs.length > 1);
        expect(runs).toEqual(['a', 'a']);
      });
    });

    it('from 1970 to the present drops no dead letter', async () => {
      vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
      const present = Date.now();
      clock.step(-present);
      const handlers = { 'A.a': () => Promise.reject(new Error('broken')) };
      const { accept, deadLetters } = await startSqlite({ open, handlers, attempts: 1 });
      await accept(one());
      await expect.poll(() => deadLetters.count()).toBe(1);
      clock.step(present);
      for (let round = 0; round < 2; round++) {
        vi.advanceTimersByTime(MINUTE);
        await settled();
        clock.pass(2 * HOUR);
      }
      expect(await deadLetters.count()).toBe(1);
    });
  });
});
