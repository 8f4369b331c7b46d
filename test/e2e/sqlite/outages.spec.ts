import { rmSync } from 'node:fs';
import type { MisfitEvent, MisfitRejection } from 'nestjs-misfit-notification';
import { SqliteFileError } from 'nestjs-misfit-notification/sqlite';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { openLibsql } from '../../../lib/sqlite/open-libsql.js';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { simulator } from '../../support/apps/delivery-app.js';
import { rejection } from '../../support/deliveries/durable-world.js';
import { FaultyDriver } from '../../support/faults/faulty-driver.js';
import { Gate, until } from '../../support/clocks/gate.js';
import { listener } from '../../support/apps/listeners.js';
import { settled } from '../../support/observers/process-faults.js';
import { roomByLimit } from '../../support/faults/small-disk.js';
import { startSqliteApp } from '../../support/apps/sqlite-app.js';
import { databasePath } from '../../support/sqlite/temp-directory.js';

describe.each(ADAPTERS)('a SQLite delivery that cannot write on %s', (adapter) => {
  it('answers 503 while the disk is full, and goes on when there is room', async () => {
    const room = roomByLimit(openLibsql);
    const calls: string[] = [];
    const rejections: MisfitRejection[] = [];
    const app = await startSqliteApp({
      adapter,
      sqlite: { path: room.path, open: room.open },
      providers: [listener('Own', '*', ({ id }) => calls.push(id))],
    });
    app.bus.rejections$.subscribe((rejected) => rejections.push(rejected));
    const messages = Array.from({ length: 3 }, (_, index) => {
      const update = misfitUpdate('goals.created', { id: String(index) });
      return simulator.notification([{ ...update, note: 'x'.repeat(100_000) }]);
    });
    room.fill();
    for (const message of messages) expect(await app.send(message)).toBe(503);
    expect(rejections.map(({ code }) => code)).toEqual(Array(3).fill('QUEUE_UNAVAILABLE'));
    room.empty();
    for (const message of messages) expect(await app.send(message)).toBe(200);
    await until(() => calls.length === 3);
    expect(calls.toSorted()).toEqual(['0', '1', '2']);
  });

  it('answers 503 to the one message of several that cannot be stored', async () => {
    const driver = new FaultyDriver(openLibsql);
    const calls: string[] = [];
    const app = await startSqliteApp({
      adapter,
      sqlite: { open: driver.open },
      providers: [listener('Own', '*', ({ id }) => calls.push(id))],
    });
    const messages = Array.from({ length: 8 }, (_, index) =>
      simulator.notification([misfitUpdate('goals.created', { id: String(index) })]),
    );
    driver.fault = (_, values) => values.includes(messages[3]!.MessageId);
    const answers = await Promise.all(messages.map((message) => app.send(message)));
    expect(answers).toEqual([200, 200, 200, 503, 200, 200, 200, 200]);
    driver.fault = () => false;
    expect(await app.send(messages[3]!)).toBe(200);
    await until(() => calls.length === 8);
    await settled();
    expect(new Set(calls).size).toBe(8);
  });

  it.each([[['']], [['-wal']], [['', '-wal']]])(
    'answers 503 once misfit.db%j were deleted, and runs what it has accepted',
    async (deleted) => {
      const path = databasePath();
      const gate = new Gate();
      const calls: string[] = [];
      const rejections: MisfitRejection[] = [];
      const work = async ({ id }: MisfitEvent) => {
        await gate.opened;
        calls.push(id);
      };
      const app = await startSqliteApp({
        adapter,
        sqlite: { path },
        providers: [listener('Own', '*', work)],
      });
      app.bus.rejections$.subscribe((rejected) => rejections.push(rejected));
      const post = (id: string) => app.post([misfitUpdate('goals.created', { id })]);
      expect(await post('accepted')).toBe(200);
      for (const suffix of deleted) rmSync(path + suffix);
      const answers = await Promise.all(Array.from({ length: 20 }, (_, id) => post(String(id))));
      expect(answers).toEqual(Array(20).fill(503));
      expect(await post('late')).toBe(503);
      for (const { code, reason } of rejections) {
        expect(code).toBe('QUEUE_UNAVAILABLE');
        expect(reason).toContain(`${path}${deleted[0]} was deleted`);
      }
      gate.open();
      await until(() => calls.includes('accepted'));
    },
  );

  it('keeps the application from starting on a file that is in use', async () => {
    const path = databasePath();
    const providers = [listener('Own', '*', () => undefined)];
    const first = await startSqliteApp({ adapter, sqlite: { path }, providers });
    const error = await rejection(startSqliteApp({ adapter, sqlite: { path }, providers }));
    expect(error).toBeInstanceOf(SqliteFileError);
    expect(error).toMatchObject({ code: 'IN_USE' });
    expect(await first.post([misfitUpdate()])).toBe(200);
  });
});
