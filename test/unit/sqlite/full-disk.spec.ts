import type { MisfitEvent, MisfitNotification } from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { notice, rejection, updatesOf } from '../../support/deliveries/durable-world.js';
import { Gate, until } from '../../support/clocks/gate.js';
import { settled, watchProcessFaults } from '../../support/observers/process-faults.js';
import { maysMount, roomByLimit, roomOnDisk, type Room } from '../../support/faults/small-disk.js';
import { DRIVERS } from '../../support/sqlite/sqlite-drivers.js';
import { startSqlite } from '../../support/sqlite/sqlite-world.js';

const MEGABYTE = 1024 * 1024;

function largeNotice(index: number): MisfitNotification {
  const updates = updatesOf(`owner-${index}`, `${index}-a`, `${index}-b`);
  return notice(updates.map((update) => Object.assign(update, { note: 'x'.repeat(4_000) })));
}

/** Messages that there was no room for, out of as many as it takes for a few of them. */
async function fillUp(accept: (message: MisfitNotification) => Promise<void>) {
  const all: MisfitNotification[] = [];
  const refused: MisfitNotification[] = [];
  const codes = new Set<unknown>();
  while (refused.length < 5 && all.length < 1_000) {
    const message = largeNotice(all.length);
    all.push(message);
    await accept(message).catch((error: { code: unknown }) => {
      codes.add(error.code);
      refused.push(message);
    });
  }
  return { all, refused, codes: [...codes] };
}

describe.each(DRIVERS)('a disk that is full, with $name', ({ open, isMissing }) => {
  const rooms: readonly [string, boolean, () => Room][] = [
    ['by a limit of SQLite', isMissing, () => roomByLimit(open)],
    ['for real', isMissing || !maysMount, () => roomOnDisk(2 * MEGABYTE, open)],
  ];

  describe.each(rooms)('%s', (_, isSkipped, createRoom) => {
    it.skipIf(isSkipped)('costs nothing but time, and doubles nothing', async () => {
      const faults = watchProcessFaults();
      const room = createRoom();
      const gate = new Gate();
      const runs: string[] = [];
      const handlers = {
        'A.a': async ({ id }: MisfitEvent) => {
          await gate.opened;
          runs.push(id);
        },
      };
      const { path } = room;
      const world = await startSqlite({ path, open: room.open, handlers });
      await world.accept(notice(updatesOf('ada', 'first')));
      room.fill();
      const { all, refused, codes } = await fillUp(world.accept);
      expect(codes).toEqual(['QUEUE_UNAVAILABLE']);
      expect(await world.deadLetters.count()).toBe(0);

      gate.open();
      await until(() => runs.length > 0);
      await settled();
      room.empty();
      for (const message of [...refused, ...all]) await world.accept(message);
      await until(() => runs.length === 2 * all.length + 1);
      await settled();
      expect(new Set(runs).size).toBe(runs.length);
      expect(faults).toEqual([]);

      await world.stop();
      const next = await startSqlite({ path, open, handlers });
      await settled();
      expect(runs).toHaveLength(2 * all.length + 1);
      expect(await next.deadLetters.count()).toBe(0);
    });

    it.skipIf(isSkipped)('shows in the statistics, until there is room again', async () => {
      const room = createRoom();
      const handlers = { 'A.a': () => new Promise<void>(() => {}) };
      const { path } = room;
      const world = await startSqlite({ path, open: room.open, handlers, handlerTimeout: 100 });
      room.fill();
      await fillUp(world.accept);
      expect(await rejection(world.queue.statistics())).toMatchObject({
        code: 'QUEUE_UNAVAILABLE',
        message: expect.stringContaining('full'),
      });
      room.empty();
      // No delivery comes meanwhile.
      expect(await world.queue.statistics()).toMatchObject({ dead: 0 });
      expect(await world.queue.statistics()).toMatchObject({ dead: 0 });
    });
  });
});
