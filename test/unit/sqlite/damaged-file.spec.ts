import { closeSync, openSync, writeSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import {
  SqliteFileError,
  type OpenSqliteDatabase,
  type SqliteDatabase,
} from 'nestjs-misfit-notification/sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { CollectingLogger } from '../../support/observers/collecting-logger.js';
import { notice, rejection, updatesOf } from '../../support/deliveries/durable-world.js';
import { until } from '../../support/clocks/gate.js';
import { settled } from '../../support/observers/process-faults.js';
import { DRIVERS } from '../../support/sqlite/sqlite-drivers.js';
import { startSqlite } from '../../support/sqlite/sqlite-world.js';
import { databasePath } from '../../support/sqlite/temp-directory.js';

describe.each(DRIVERS)('a file whose structure is damaged, with $name', ({ open, isMissing }) => {
  afterEach(() => Logger.overrideLogger(false));

  describe.skipIf(isMissing)('(where the driver is there)', () => {
    it.each(['job', 'job_ready'])(
      'is refused at the start, and it is said why: %s',
      async (name) => {
        const path = databasePath();
        const hung = { 'A.a': () => new Promise<void>(() => {}) };
        const world = await startSqlite({ path, open, handlers: hung, handlerTimeout: 500 });
        await world.accept(notice(updatesOf('ada', 'x')));
        await world.stop();
        await overwriteRoot(open, path, name);
        const error = await rejection(startSqlite({ path, open, handlers: hung }));
        expect(error).toBeInstanceOf(SqliteFileError);
        expect(error).toMatchObject({ code: 'DAMAGED' });
        expect((error as Error).message).toContain(path);
        expect((error as Error).message).toContain('.recover');
      },
    );

    // What SQLite says of a page that has gone bad while the application runs.
    it('takes no more work from the moment that no job can be taken from it', async () => {
      const runs: string[] = [];
      const handlers = { 'A.a': ({ id }: { id: string }) => void runs.push(id) };
      let isDamaged = false;
      const damage = () => {
        if (isDamaged) throw new Error('database disk image is malformed');
      };
      const opening = async (path: string) => damagedWhere(await open(path), damage);
      const { accept } = await startSqlite({ open: opening, handlers });
      const logger = new CollectingLogger();
      Logger.overrideLogger(logger);
      isDamaged = true;
      for (const id of ['x', 'y']) {
        const refused = await rejection(accept(notice(updatesOf('ada', id))));
        expect(refused).toMatchObject({ code: 'QUEUE_UNAVAILABLE', cause: { code: 'DAMAGED' } });
      }
      await settled();
      expect(logger.find('error', 'is damaged')).not.toEqual([]);
      isDamaged = false;
      const accepted = async () => {
        await accept(notice(updatesOf('ada', 'z')));
        return true;
      };
      await expect.poll(() => accepted().catch(() => false)).toBe(true);
      await until(() => runs.length === 1);
      expect(runs).toEqual(['z']);
    });
  });
});

/** Fills the first page of a table or an index with rubbish. */
async function overwriteRoot(open: OpenSqliteDatabase, path: string, name: string): Promise<void> {
  const database = await open(path);
  const sql = 'SELECT rootpage FROM sqlite_schema WHERE name = ?';
  const { rootpage } = database.prepare(sql).get(name) as { rootpage: number };
  const size = Object.values(database.prepare('PRAGMA page_size').get() as object)[0] as number;
  database.close();
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(size, 0xff), 0, size, (rootpage - 1) * size);
  closeSync(file);
}

/** A driver that finds damage when it takes jobs. */
function damagedWhere(database: SqliteDatabase, find: () => void): SqliteDatabase {
  return {
    exec: (sql) => database.exec(sql),
    close: () => database.close(),
    prepare(sql) {
      const statement = database.prepare(sql);
      if (!sql.includes(`state = 'running', run = ?`)) return statement;
      const all = (...values: Parameters<typeof statement.all>) => {
        find();
        return statement.all(...values);
      };
      return { run: (...v) => statement.run(...v), get: (...v) => statement.get(...v), all };
    },
  };
}
