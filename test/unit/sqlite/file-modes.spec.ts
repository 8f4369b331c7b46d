import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { notice, updatesOf } from '../../support/deliveries/durable-world.js';
import { DRIVERS } from '../../support/sqlite/sqlite-drivers.js';
import { startSqlite } from '../../support/sqlite/sqlite-world.js';
import { tempDirectory } from '../../support/sqlite/temp-directory.js';

const handlers = { 'A.a': () => new Promise<void>(() => {}) };

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

/** For the rest of the test. */
function setUmask(mask: number): void {
  const before = process.umask(mask);
  onTestFinished(() => void process.umask(before));
}

const hasModes = process.platform !== 'win32';

describe.each(DRIVERS)('the file of sqliteDelivery with $name', ({ open, isMissing }) => {
  async function start(path: string): Promise<void> {
    const { accept } = await startSqlite({ path, open, handlers, handlerTimeout: 500 });
    await accept(notice(updatesOf('ada', 'a')));
  }

  describe.skipIf(isMissing || !hasModes)('(where there are modes)', () => {
    it.each(['000', '022', '077'])(
      'is created for its user only, its folders and its -wal too, whatever the umask: %s',
      async (mask) => {
        setUmask(Number.parseInt(mask, 8));
        const folder = join(tempDirectory(), 'a');
        const path = join(folder, 'b', 'misfit.db');
        await start(path);
        expect(modeOf(folder)).toBe('700');
        expect(modeOf(join(folder, 'b'))).toBe('700');
        const files = readdirSync(join(folder, 'b'));
        expect(files).toContain('misfit.db-wal');
        for (const file of files) expect(modeOf(join(folder, 'b', file))).toBe('600');
      },
    );

    it('keeps the mode that it has, and so does its folder', async () => {
      const folder = join(tempDirectory(), 'own');
      const path = join(folder, 'misfit.db');
      mkdirSync(folder);
      chmodSync(folder, 0o750);
      writeFileSync(path, '');
      chmodSync(path, 0o640);
      await start(path);
      expect(modeOf(folder)).toBe('750');
      expect(modeOf(path)).toBe('640');
      expect(modeOf(`${path}-wal`)).toBe('640');
    });
  });
});
