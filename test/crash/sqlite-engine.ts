import { randomUUID } from 'node:crypto';
import { cpSync, existsSync } from 'node:fs';
import Database from 'libsql';
import type { CrashEngine } from './crash-engine.js';

/** The SQLite engine, for a crash run. */
export function sqliteEngine(path: string): CrashEngine {
  return {
    name: 'sqlite',
    options: { path, backoff: { delay: 20, maxDelay: 100 }, attempts: 100 },
    stored: async () => finishedIn(path),
  };
}

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
