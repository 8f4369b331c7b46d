import { statSync } from 'node:fs';
import { sqliteDelivery } from 'nestjs-misfit-notification/sqlite';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  acceptMany,
  HOUR,
  notice,
  startWorld,
  updatesOf,
} from '../support/deliveries/durable-world.js';
import { until } from '../support/clocks/gate.js';
import { MovableClock } from '../support/clocks/movable-clock.js';
import { settled } from '../support/observers/process-faults.js';
import { openLibsql } from '../../lib/sqlite/open-libsql.js';
import { startSqlite } from '../support/sqlite/sqlite-world.js';
import { databasePath } from '../support/sqlite/temp-directory.js';

const MEGABYTE = 1024 * 1024;

const small = (index: number) => notice(updatesOf(`owner-${index % 7}`, String(index)));

describe('a SQLite delivery', () => {
  afterEach(() => void vi.useRealTimers());

  // The rates are measured on machines that do other work too.
  it('accepts more in a second the more arrive at once', { retry: 2 }, async () => {
    const { accept } = await startSqlite({ handlers: { 'A.a': () => undefined } });
    const rates = new Map<number, number>();
    for (const callers of [1, 4, 16, 64]) {
      const end = performance.now() + 600;
      let accepted = 0;
      const call = async () => {
        for (; performance.now() < end; accepted++) await accept(small(accepted));
      };
      await Promise.all(Array.from({ length: callers }, call));
      rates.set(callers, Math.round(accepted / 0.6));
    }
    console.log('accepted in a second, by callers at once:', Object.fromEntries(rates));
    expect(rates.get(16)! / rates.get(1)!).toBeGreaterThan(2);
    expect(rates.get(64)! / rates.get(1)!).toBeGreaterThan(2);
  });

  it('accepts 1 500 updates for 3 handlers in one message, in time', async () => {
    let runs = 0;
    const work = () => void runs++;
    const { accept } = await startSqlite({ handlers: { 'A.a': work, 'B.b': work, 'C.c': work } });
    const ids = Array.from({ length: 1_500 }, (_, index) => String(index));
    const message = notice(ids.flatMap((id) => updatesOf(`owner-${Number(id) % 100}`, id)));
    const startedAt = performance.now();
    await accept(message);
    const elapsed = performance.now() - startedAt;
    console.log(`4 500 jobs of one message stored in ${Math.round(elapsed)} ms`);
    expect(elapsed).toBeLessThan(10_000);
    await until(() => runs === 4_500);
  });

  it('needs no more room for ten times as many messages, once they are forgotten', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const clock = new MovableClock();
    const path = databasePath();
    const database = await openLibsql(path);
    const delivery = sqliteDelivery({ path, open: () => database });
    let runs = 0;
    const world = await startWorld(delivery, {
      handlers: { 'A.a': () => void runs++ },
      retention: HOUR,
    });
    const sizes: number[] = [];
    for (let round = 1; round <= 10; round++) {
      await acceptMany(world.accept, 1_000, small);
      await until(() => runs === round * 1_000);
      await settled();
      clock.pass(2 * HOUR);
      vi.advanceTimersByTime(60_000);
      await settled();
      expect(statSync(`${path}-wal`).size).toBeLessThan(40 * MEGABYTE);
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      sizes.push(statSync(path).size);
    }
    console.log('KiB after each 1 000 messages:', sizes.map((size) => size >> 10).join(' '));
    expect(Math.max(...sizes)).toBeLessThan(8 * MEGABYTE);
    expect(sizes.at(-1)! / Math.max(...sizes.slice(0, 3))).toBeLessThan(1.5);
  });
});
