import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import { DamagedFile } from '../../support/faults/damaged-file.js';
import { notice, updatesOf } from '../../support/deliveries/durable-world.js';
import { until } from '../../support/clocks/gate.js';
import { DRIVERS } from '../../support/sqlite/sqlite-drivers.js';

const FIRST = `WHERE message_id = 'm' AND position = 0`;

describe.each(DRIVERS)('a dead letter that is damaged, with $name', ({ open, isMissing }) => {
  afterEach(() => Logger.overrideLogger(false));

  async function startDamaged(sql: string) {
    const file = new DamagedFile(open);
    await file.storeDead(notice(updatesOf('ada', '0', '1', '2'), { messageId: 'm' }));
    await file.damage(sql);
    return file.start();
  }

  describe.skipIf(isMissing)('(where the driver is there)', () => {
    it.each([
      ['content', `'?'`],
      ['content', `CAST(x'ff' AS TEXT)`],
      ['handler', `CAST(x'ff' AS TEXT)`],
      ['position', `1 << 60`],
    ])('is listed among the others, which are replayed: %s = %s', async (column, value) => {
      const { deadLetters, runs } = await startDamaged(
        `UPDATE job SET ${column} = ${value} ${FIRST}`,
      );
      const { letters } = await deadLetters.list();
      expect(letters.map(({ event }) => event?.id)).toEqual([undefined, '1', '2']);
      expect(letters[0]!.unreadable?.raw).toHaveProperty('content');
      expect(letters[0]!.error).toMatchObject({ message: 'broken' });
      expect(await deadLetters.get(letters[0]!.id)).toEqual(letters[0]);
      expect(await deadLetters.replayAll()).toBe(2);
      await until(() => runs.length === 2);
      expect(await deadLetters.purge()).toBe(1);
      expect(await deadLetters.count()).toBe(0);
    });

    it.each(['NULL', `''`, `'?'`, `'null'`, `'{"message":7}'`, `CAST(x'ff' AS TEXT)`])(
      'is replayed if it is only its error that cannot be read: %s',
      async (value) => {
        const { deadLetters, runs } = await startDamaged(
          `UPDATE job SET error = ${value} ${FIRST}`,
        );
        const [letter] = (await deadLetters.list()).letters;
        expect(letter).toMatchObject({ event: { id: '0' }, attempts: 1 });
        expect(letter!.error.message).toContain('the stored error cannot be read');
        expect(await deadLetters.replay(letter!.id)).toBe(true);
        await until(() => runs.length === 1);
      },
    );

    it.each(['NULL', '-1', '1 << 60', '8640000000000001'])(
      'is listed with the time of the start where its own is no date: %s',
      async (value) => {
        const startedAt = Date.now();
        const { deadLetters } = await startDamaged(`UPDATE job SET failed_at = ${value} ${FIRST}`);
        const { letters } = await deadLetters.list();
        expect(new Set(letters.map(({ event }) => event?.id))).toEqual(new Set(['0', '1', '2']));
        const letter = letters.find(({ event }) => event?.id === '0');
        expect(Math.abs(letter!.failedAt.getTime() - startedAt)).toBeLessThan(60_000);
        const { next } = await deadLetters.list({ limit: 2 });
        expect((await deadLetters.list({ from: next! })).letters).toHaveLength(1);
      },
    );
  });
});
