import { DeliveryError, type MisfitEvent } from 'nestjs-misfit-notification';
import type { SqliteDatabase } from 'nestjs-misfit-notification/sqlite';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { notice, rejection, updatesOf } from '../../support/deliveries/durable-world.js';
import { FaultyDriver } from '../../support/faults/faulty-driver.js';
import { until } from '../../support/clocks/gate.js';
import { settled } from '../../support/observers/process-faults.js';
import { DRIVERS } from '../../support/sqlite/sqlite-drivers.js';
import { startSqlite } from '../../support/sqlite/sqlite-world.js';
import { databasePath } from '../../support/sqlite/temp-directory.js';

/** Several batches. */
const LETTERS = 500;

const CALLS = ['replayAll', 'purge'] as const;
const CHANGE = /^\s*(UPDATE job SET state = 'ready', due_at = \?, attempts = 0|DELETE FROM job)/;

describe.each(DRIVERS)('many dead letters, with $name', ({ open, isMissing }) => {
  afterEach(() => void vi.restoreAllMocks());

  async function withLetters() {
    const path = databasePath();
    const driver = new FaultyDriver(open);
    const state = { isBroken: true };
    const runs: string[] = [];
    const work = ({ id }: MisfitEvent) => {
      runs.push(id);
      if (state.isBroken) throw new Error('broken');
    };
    const handlers = { 'A.a': work };
    const world = await startSqlite({ path, open: driver.open, handlers, attempts: 1 });
    const ids = Array.from({ length: LETTERS }, (_, index) => String(index));
    await world.accept(notice(ids.flatMap((id) => updatesOf(`owner-${id}`, id))));
    await until(() => world.failures.length === LETTERS);
    await expect.poll(() => world.deadLetters.count()).toBe(LETTERS);
    runs.length = 0;
    return { ...world, path, driver, ids, runs, state };
  }

  describe.skipIf(isMissing)('(where the driver is there)', () => {
    it('are replayed once, though each fails again at once', async () => {
      const { deadLetters, runs } = await withLetters();
      expect(await deadLetters.replayAll()).toBe(LETTERS);
      await expect.poll(() => deadLetters.count()).toBe(LETTERS);
      expect(new Set(runs).size).toBe(LETTERS);
      expect(runs).toHaveLength(LETTERS);
    });

    it('are replayed once, though the clock was set back', async () => {
      const { deadLetters, runs } = await withLetters();
      const { now } = Date;
      vi.spyOn(Date, 'now').mockImplementation(() => now() - 600_000);
      expect(await deadLetters.replayAll()).toBe(LETTERS);
      await until(() => runs.length >= LETTERS);
      await settled();
      expect(runs).toHaveLength(LETTERS);
    });

    it('are shared by calls at the same time', async () => {
      const { deadLetters, ids, runs, state } = await withLetters();
      state.isBroken = false;
      const counts = await Promise.all([deadLetters.replayAll(), deadLetters.replayAll()]);
      expect(counts[0] + counts[1]).toBe(LETTERS);
      await until(() => runs.length === LETTERS);
      expect(new Set(runs)).toEqual(new Set(ids));
    });

    it('are replayed or purged, never both', async () => {
      const { deadLetters, runs, state } = await withLetters();
      state.isBroken = false;
      const [replayed, purged] = await Promise.all([deadLetters.replayAll(), deadLetters.purge()]);
      expect(replayed + purged).toBe(LETTERS);
      await until(() => runs.length === replayed);
      await settled();
      expect(runs).toHaveLength(replayed);
    });

    it.each(CALLS)('keep no notification waiting until the end of %s', async (call) => {
      const { accept, deadLetters, driver } = await withLetters();
      let changes = 0;
      let changesBefore = 0;
      let accepted: Promise<void> | undefined;
      driver.fault = (sql) => {
        if (CHANGE.test(sql)) changes++;
        if (changes === 1) {
          accepted ??= accept(notice(updatesOf('new', 'new'))).then(() => {
            changesBefore = changes;
          });
        }
        return false;
      };
      await deadLetters[call]();
      await accepted;
      expect(changes).toBeGreaterThan(2);
      expect(changesBefore).toBeLessThan(changes);
    });

    it.each(CALLS)('stay where a shutdown has stopped %s before it reached them', async (call) => {
      const { deadLetters, driver, path, stop } = await withLetters();
      let stopped: Promise<void> | undefined;
      driver.fault = (sql) => {
        if (CHANGE.test(sql)) stopped ??= stop();
        return false;
      };
      const error = await rejection(deadLetters[call]());
      await stopped;
      expect(error).toBeInstanceOf(DeliveryError);
      expect(error).toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
      const [, done] = /stopped after (\d+) of 500 dead letters/.exec((error as Error).message)!;
      expect(Number(done)).toBeGreaterThan(0);
      expect(Number(done)).toBeLessThan(LETTERS);
      const next = await startSqlite({ path, open, handlers: { 'A.a': () => undefined } });
      expect(await next.deadLetters.count()).toBe(LETTERS - Number(done));
    });

    it.each(CALLS)('stay where the disk has failed before %s reached them', async (call) => {
      const { deadLetters, driver, state } = await withLetters();
      state.isBroken = false;
      let changes = 0;
      driver.fault = (sql) => CHANGE.test(sql) && ++changes > 1;
      const { message } = (await rejection(deadLetters[call]())) as Error;
      driver.fault = () => false;
      expect(message).toMatch(/stopped after \d+ of 500 dead letters: .*disk I\/O error/);
      const done = Number(/after (\d+)/.exec(message)![1]);
      expect(await deadLetters.count()).toBe(LETTERS - done);
      expect(await deadLetters[call]()).toBe(LETTERS - done);
    });

    it('are found by an index, whatever the filter', async () => {
      const { deadLetters, driver } = await withLetters();
      const statements = new Set<string>();
      driver.fault = (sql) => {
        if (/^\s*(SELECT|UPDATE|DELETE)/.test(sql)) statements.add(sql);
        return false;
      };
      const filters = [{}, { handler: 'A.a' }, { before: new Date() }];
      for (const filter of [...filters, { handler: 'A.a', before: new Date() }]) {
        await deadLetters.list(filter);
        await deadLetters.count(filter);
        await deadLetters.replayAll({ ...filter, handler: 'B.b' });
        await deadLetters.purge({ ...filter, before: new Date(0) });
      }
      await deadLetters.replayAll();
      await deadLetters.purge();
      driver.fault = () => false;
      expect(statements.size).toBeGreaterThan(10);
      for (const sql of statements) {
        const scans = planOf(driver.database, sql).filter((step) =>
          /^SCAN (job|message)/.test(step),
        );
        // To count all, all have to be counted, in an index that holds nothing else.
        const isCount = sql.includes('count(*)');
        expect(scans, sql).toEqual(isCount && scans.length > 0 ? [SCAN_OF_DEAD] : []);
      }
    });
  });
});

const SCAN_OF_DEAD = 'SCAN job USING COVERING INDEX job_dead';

function planOf(database: SqliteDatabase, sql: string): string[] {
  const values = Array.from(sql.matchAll(/\?/g), () => 1);
  const rows = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
  return (rows as { detail: string }[]).map(({ detail }) => detail);
}
