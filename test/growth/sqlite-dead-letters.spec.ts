import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openLibsql } from '../../lib/sqlite/open-libsql.js';
import { notice, updatesOf } from '../support/deliveries/durable-world.js';
import { watchEventLoop } from './event-loop.js';
import { startSqlite } from '../support/sqlite/sqlite-world.js';
import { databasePath } from '../support/sqlite/temp-directory.js';

const LETTERS = 200_000;
const LETTERS_OF_MESSAGE = 10;
const MEGABYTE = 1024 * 1024;

/** As many dead letters as a bad night may leave, written without running a handler for each. */
async function fileWithLetters(): Promise<string> {
  const path = databasePath();
  const world = await startSqlite({ path, handlers: {} });
  await world.stop();
  const { info, events } = notice(updatesOf('ada', 'x'));
  const notification = JSON.stringify({ ...info, timestamp: info.timestamp.toISOString() });
  const database = await openLibsql(path);
  database.exec('BEGIN');
  database
    .prepare(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       INSERT INTO message SELECT printf('m-%07d', i), ?, ? FROM n`,
    )
    .run(LETTERS / LETTERS_OF_MESSAGE, notification, Date.now() + 3_600_000);
  database
    .prepare(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       INSERT INTO job (id, message_id, position, handler, content, state, due_at, attempts, failed_at, error)
       SELECT i, printf('m-%07d', (i - 1) / ${LETTERS_OF_MESSAGE} + 1), i % ${LETTERS_OF_MESSAGE},
         'A.a', ?, 'dead', 0, 25, ? + i / 100, '{"message":"broken"}' FROM n`,
    )
    .run(LETTERS, JSON.stringify(events[0]!.raw), Date.now() - 60_000);
  database.exec('COMMIT');
  database.close();
  return path;
}

describe(`${LETTERS} dead letters in SQLite`, () => {
  // Delays are measured on machines that do other work too.
  const measured = { retry: 2 };

  it.each(['replayAll', 'purge'] as const)(
    '%s leaves the event loop free, notifications are accepted meanwhile, and the WAL stays small',
    measured,
    async (method) => {
      const path = await fileWithLetters();
      const hung = { 'A.a': () => new Promise<void>(() => {}) };
      const { accept, deadLetters } = await startSqlite({ path, handlers: hung });
      let accepted = 0;
      let largestWal = 0;
      const state = { isRunning: true };
      const deliver = async () => {
        for (; state.isRunning; accepted++) {
          await accept(notice(updatesOf(`owner-${accepted}`, String(accepted))));
          largestWal = Math.max(largestWal, statSync(`${path}-wal`).size);
        }
      };
      const deliveries = deliver();
      const loop = watchEventLoop();
      const startedAt = performance.now();
      const changed = await deadLetters[method]();
      const elapsed = performance.now() - startedAt;
      const longest = loop.stop();
      state.isRunning = false;
      await deliveries;
      console.log(
        `${method} of ${changed}: ${Math.round(elapsed)} ms, event loop blocked for at most ` +
          `${Math.round(longest)} ms, ${accepted} notifications accepted meanwhile, ` +
          `WAL of at most ${Math.round(largestWal / MEGABYTE)} MiB`,
      );
      expect(changed).toBe(LETTERS);
      expect(await deadLetters.count()).toBe(0);
      expect(longest).toBeLessThan(elapsed / 10);
      expect(accepted).toBeGreaterThan(50);
      expect(largestWal).toBeLessThan(64 * MEGABYTE);
    },
  );
});
