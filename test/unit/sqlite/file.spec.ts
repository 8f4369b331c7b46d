import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sqliteDelivery, SqliteFileError } from 'nestjs-misfit-notification/sqlite';
import { describe, expect, it } from 'vitest';
import { contextOf, notice, rejection, updatesOf } from '../../support/deliveries/durable-world.js';
import { DRIVERS } from '../../support/sqlite/sqlite-drivers.js';
import { startSqlite } from '../../support/sqlite/sqlite-world.js';
import { databasePath, tempDirectory } from '../../support/sqlite/temp-directory.js';

const handlers = { handle: () => undefined };

async function refusal(path: string, open?: (typeof DRIVERS)[number]['open']) {
  const { context } = contextOf({ handlers });
  const delivery = sqliteDelivery({ path, ...(open && { open }) });
  const error = (await rejection(Promise.resolve(delivery.start(context)))) as SqliteFileError;
  expect(error).toBeInstanceOf(SqliteFileError);
  expect(error.message).toContain(path);
  return error;
}

describe.each(DRIVERS)('the file of sqliteDelivery with $name', ({ open, isMissing }) => {
  describe.skipIf(isMissing)('(where the driver is there)', () => {
    it('is created, its folder too, and is one file when the delivery has stopped', async () => {
      const path = join(tempDirectory(), 'a', 'b', 'misfit.db');
      const world = await startSqlite({ path, open, handlers });
      await world.accept(notice(updatesOf('ada', 'a')));
      await world.stop();
      expect(existsSync(path)).toBe(true);
      expect(existsSync(`${path}-wal`)).toBe(false);
    });

    it('is written with WAL, full synchronisation and an exclusive lock', async () => {
      const path = databasePath();
      const database = await open(path);
      await startSqlite({ path, open: () => database, handlers });
      const read = (name: string) =>
        Object.values(database.prepare(`PRAGMA ${name}`).get() as object)[0] as unknown;
      expect(read('journal_mode')).toBe('wal');
      expect(read('synchronous')).toBe(2);
      expect(read('locking_mode')).toBe('exclusive');
    });

    it('is refused to a second delivery, until the first has stopped', async () => {
      const path = databasePath();
      const first = await startSqlite({ path, open, handlers });
      expect((await refusal(path, open)).code).toBe('IN_USE');
      await first.accept(notice(updatesOf('ada', 'a')));
      await first.stop();
      const second = await startSqlite({ path, open, handlers });
      await second.accept(notice(updatesOf('ada', 'a')));
    });

    it('may be of something else: it is refused, and left as it is', async () => {
      const path = databasePath();
      const foreign = await open(path);
      foreign.exec('CREATE TABLE theirs (id INTEGER); INSERT INTO theirs VALUES (1)');
      foreign.close();
      const before = readFileSync(path);
      expect((await refusal(path, open)).code).toBe('FOREIGN_FILE');
      expect(readFileSync(path).equals(before)).toBe(true);
    });

    it('may be of a later version: it is refused', async () => {
      const path = databasePath();
      const world = await startSqlite({ path, open, handlers });
      await world.stop();
      const later = await open(path);
      later.exec('PRAGMA user_version = 2');
      later.close();
      expect((await refusal(path, open)).code).toBe('NEWER_VERSION');
    });

    it.each<[string, (path: string) => void]>([
      ['garbage', (path) => writeFileSync(path, 'no database '.repeat(1_000))],
      ['a directory', (path) => mkdirSync(path)],
    ])('may be %s: it is refused', async (_, make) => {
      const path = databasePath();
      make(path);
      const error = await refusal(path, open);
      expect(error.code).toBe('UNUSABLE');
      expect(error.cause).toBeDefined();
    });

    it('may be in a folder that cannot be made: it is refused', async () => {
      const blocked = join(tempDirectory(), 'file');
      writeFileSync(blocked, '');
      expect((await refusal(join(blocked, 'misfit.db'), open)).code).toBe('UNUSABLE');
    });

    it('may be read-only: it is refused', async () => {
      const error = await refusal(databasePath(), async (path) => {
        const database = await open(path);
        database.exec('PRAGMA query_only = 1');
        return database;
      });
      expect(error.code).toBe('UNUSABLE');
    });

    it('has to be one: what is in memory only is refused', async () => {
      const error = await refusal(databasePath(), () => open(':memory:'));
      expect(error.code).toBe('UNUSABLE');
      expect(error.message).toContain('journal mode');
    });

    it('is free again after a start that has failed', async () => {
      const path = databasePath();
      const failing = async () => {
        const database = await open(path);
        return {
          ...database,
          exec: (sql: string) => database.exec(sql),
          close: () => database.close(),
          prepare(sql: string) {
            if (sql.includes('max(id)')) throw new Error('disk I/O error');
            return database.prepare(sql);
          },
        };
      };
      expect((await refusal(path, failing)).message).toContain('disk I/O error');
      await startSqlite({ path, open, handlers });
    });
  });
});
