import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { it, onTestFinished } from 'vitest';
import { expectClean } from '../../crash/crash-report.js';
import { runThroughFaults } from '../../crash/crash-run.js';
import { applicationEnds } from '../../crash/fault.js';

it('a process that is killed or shut down 60 times loses nothing, and repeats only what a kill kept it from recording', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'misfit-crashes-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'misfit.db');
  const report = await runThroughFaults({
    engine: 'sqlite',
    options: { path, backoff: { delay: 20, maxDelay: 100 }, attempts: 100 },
    messages: 1_000,
    faults: applicationEnds(60),
    stored: async () => finishedIn(path),
  });
  expectClean('SQLite', report, 1_000);
}, 600_000);

/** Jobs that are done are deleted: all that a stored message can have had, but those still there. */
function finishedIn(path: string): string[] {
  // A copy: the driver lets go of a file only some time after it was closed.
  const copy = `${path}.${randomUUID()}`;
  for (const part of ['', '-wal']) {
    if (existsSync(path + part)) cpSync(path + part, copy + part);
  }
  const database = new Database(copy);
  try {
    const messages = database.prepare('SELECT id FROM message').all() as { id: string }[];
    const open = database.prepare('SELECT message_id, position, handler FROM job').all();
    const isOpen = new Set(
      (open as { message_id: string; position: number; handler: string }[]).map(
        (job) => `${job.message_id}.${job.position}.${job.handler.replace('Listener.', '')}`,
      ),
    );
    const jobs = messages.flatMap(({ id }) =>
      [0, 1, 2].flatMap((index) => [`${id}.${index}.all`, `${id}.${index}.goals`]),
    );
    return jobs.filter((job) => !isOpen.has(job));
  } finally {
    database.close();
  }
}
