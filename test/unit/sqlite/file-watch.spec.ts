import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Logger } from '@nestjs/common';
import { DeliveryError } from 'nestjs-misfit-notification';
import { SqliteFileError, type OpenSqliteDatabase } from 'nestjs-misfit-notification/sqlite';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CollectingLogger } from '../../support/observers/collecting-logger.js';
import { notice, rejection, updatesOf } from '../../support/deliveries/durable-world.js';
import { Gate, until } from '../../support/clocks/gate.js';
import { settled } from '../../support/observers/process-faults.js';
import { DRIVERS } from '../../support/sqlite/sqlite-drivers.js';
import { crashedCopyOf, startSqlite } from '../../support/sqlite/sqlite-world.js';
import { databasePath } from '../../support/sqlite/temp-directory.js';

const one = (id = 'a') => notice(updatesOf(id, id));

function remove(path: string): void {
  rmSync(path);
  rmSync(`${path}-wal`);
}

/** Puts a copy of the files in their place, as a backup that is restored would be. */
function replace(path: string): void {
  const copy = crashedCopyOf(path);
  remove(path);
  copyFileSync(copy, path);
  copyFileSync(`${copy}-wal`, `${path}-wal`);
}

function replaceWal(path: string): void {
  copyFileSync(`${path}-wal`, `${path}-wal.copy`);
  renameSync(`${path}-wal.copy`, `${path}-wal`);
}

function move(from: string, to: string): void {
  for (const name of ['misfit.db', 'misfit.db-wal']) renameSync(join(from, name), join(to, name));
}

describe.each(DRIVERS)('the file that is in use, with $name', ({ open, isMissing }) => {
  afterEach(() => {
    Logger.overrideLogger(false);
    vi.useRealTimers();
  });

  async function start(handle: (event: { id: string }) => unknown = () => undefined) {
    const path = databasePath();
    const world = await startSqlite({
      path,
      open,
      handlers: { 'A.a': handle },
      handlerTimeout: 50,
    });
    const logger = new CollectingLogger();
    Logger.overrideLogger(logger);
    return { ...world, path, logger };
  }

  describe.skipIf(isMissing)('(where the driver is there)', () => {
    const damages: [string, (path: string) => void][] = [
      ['is deleted', remove],
      ['is deleted without its -wal', (path) => rmSync(path)],
      ['is replaced', replace],
      ['is emptied', (path) => truncateSync(path)],
      [
        'is in a folder that is renamed',
        (path) => renameSync(dirname(path), `${dirname(path)}.old`),
      ],
      ['loses its -wal', (path) => rmSync(`${path}-wal`)],
      ['gets another -wal', replaceWal],
    ];
    const ages: [string, number][] = [
      ['has just changed', 0],
      ['has not changed for an hour', 3_600_000],
    ];
    const cases = ages.flatMap(([folder, age]) =>
      damages.map(([what, damage]) => ({ folder, age, what, damage })),
    );
    it.each(cases)(
      '$what while its folder $folder: deliveries are refused, and one line says what to do',
      async ({ age, damage }) => {
        vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + age });
        const { path, accept, logger } = await start();
        await accept(one());
        damage(path);
        for (let delivery = 0; delivery < 5; delivery++) {
          const error = (await rejection(accept(one()))) as DeliveryError;
          expect(error).toBeInstanceOf(DeliveryError);
          expect(error.code).toBe('QUEUE_UNAVAILABLE');
          expect(error.message).toContain('was deleted, emptied or replaced');
          expect(error.cause).toBeInstanceOf(SqliteFileError);
          expect(error.cause).toMatchObject({ code: 'REPLACED' });
        }
        expect(logger.find('error', 'Deliveries are answered 503')).toHaveLength(1);
        expect(logger.lines).toHaveLength(1);
        rmSync(`${dirname(path)}.old`, { recursive: true, force: true });
      },
    );

    it('has a new neighbour in its folder: deliveries are accepted', async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
      const { path, accept, published } = await start();
      await accept(one('before'));
      writeFileSync(join(dirname(path), 'neighbour'), '');
      await accept(one('after'));
      expect(published).toEqual(['before', 'after']);
    });

    it('is deleted while no messages come: that is logged within seconds', async () => {
      vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
      const { path, logger } = await start();
      vi.advanceTimersByTime(10_000);
      expect(logger.lines).toEqual([]);
      remove(path);
      vi.advanceTimersByTime(10_000);
      expect(logger.find('error', `${path} was deleted`)).toHaveLength(1);
    });

    it('is deleted: accepted work still runs', async () => {
      const gate = new Gate();
      const done: string[] = [];
      const { path, accept } = await start(async ({ id }) => {
        await gate.opened;
        done.push(id);
      });
      const ids = Array.from({ length: 40 }, (_, index) => String(index));
      await Promise.all(ids.map((id) => accept(one(id))));
      remove(path);
      gate.open();
      await until(() => done.length === 40);
      await settled();
      expect(new Set(done).size).toBe(40);
    });

    it('is moved away and back: deliveries are accepted again, and none twice', async () => {
      const seen: string[] = [];
      const { path, accept, logger } = await start(({ id }) => seen.push(id));
      const aside = join(dirname(path), 'aside');
      mkdirSync(aside);
      const message = one('late');
      move(dirname(path), aside);
      await rejection(accept(message));
      move(aside, dirname(path));
      await accept(message);
      await accept(one('new'));
      await until(() => seen.includes('new'));
      await settled();
      expect(seen).toEqual(['late', 'new']);
      expect(logger.find('warn', 'is back in its place')).toHaveLength(1);
    });

    it('is replaced: the files that are there by now are left as they are', async () => {
      const { path, accept, stop } = await start(() => new Promise(() => {}));
      await accept(one());
      replace(path);
      const before = [path, `${path}-wal`].map((file) => readFileSync(file));
      await stop();
      const after = [path, `${path}-wal`].map((file) => readFileSync(file));
      after.forEach((bytes, index) => expect(bytes.equals(before[index]!)).toBe(true));
      const seen: string[] = [];
      await startSqlite({ path, open, handlers: { 'A.a': ({ id }) => seen.push(id) } });
      await until(() => seen.length === 1);
    });

    it('loses its -wal: nothing accepted is lost when the process ends normally', async () => {
      const { path, accept, stop } = await start(() => new Promise(() => {}));
      const ids = Array.from({ length: 40 }, (_, index) => String(index));
      await Promise.all(ids.map((id) => accept(one(id))));
      rmSync(`${path}-wal`);
      await rejection(accept(one('refused')));
      await stop();
      expect(existsSync(`${path}-wal`)).toBe(false);
      const seen: string[] = [];
      await startSqlite({ path, open, handlers: { 'A.a': ({ id }) => seen.push(id) } });
      await until(() => seen.length >= 40);
      expect(ids.filter((id) => !seen.includes(id))).toEqual([]);
    });
  });
});

/** What a crash leaves of a database with a job that has not been done. */
async function crashed(open: OpenSqliteDatabase): Promise<string> {
  const path = databasePath();
  const handlers = { 'A.a': () => new Promise(() => {}) };
  const { accept } = await startSqlite({ path, open, handlers, handlerTimeout: 50 });
  await accept(one());
  return crashedCopyOf(path);
}

describe.each(DRIVERS)('at the start, with $name', ({ open, isMissing }) => {
  describe.skipIf(isMissing)('(where the driver is there)', () => {
    it.each<[string, (path: string) => void]>([
      ['empty', (path) => truncateSync(path)],
      ['missing', (path) => rmSync(path)],
    ])('a file that is %s beside a -wal is refused, and can be put back', async (_, damage) => {
      const path = await crashed(open);
      const main = readFileSync(path);
      const wal = readFileSync(`${path}-wal`);
      damage(path);
      const error = await rejection(startSqlite({ path, open, handlers: {} }));
      expect(error).toBeInstanceOf(SqliteFileError);
      expect(error).toMatchObject({ code: 'INCOMPLETE' });
      expect(String(error)).toContain(`${path}-wal beside it holds accepted work`);
      expect(readFileSync(`${path}-wal`).equals(wal)).toBe(true);
      writeFileSync(path, main);
      const seen: string[] = [];
      await startSqlite({ path, open, handlers: { 'A.a': ({ id }) => seen.push(id) } });
      await until(() => seen.length === 1);
    });

    it('an emptied file behind a link is refused as well', async () => {
      const path = await crashed(open);
      const link = databasePath();
      symlinkSync(path, link);
      truncateSync(path);
      const error = await rejection(startSqlite({ path: link, open, handlers: {} }));
      expect(error).toMatchObject({ code: 'INCOMPLETE' });
    });

    it('an empty file is as good as none, and so is an empty -wal', async () => {
      const path = databasePath();
      writeFileSync(path, '');
      writeFileSync(`${path}-wal`, '');
      const { accept, published } = await startSqlite({ path, open, handlers: {} });
      await accept(one());
      expect(published).toEqual(['a']);
    });
  });
});
