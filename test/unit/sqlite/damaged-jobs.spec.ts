import { Logger } from '@nestjs/common';
import { UnreadableJobError } from 'nestjs-misfit-notification';
import { afterEach, describe, expect, it } from 'vitest';
import { DamagedFile } from '../../support/faults/damaged-file.js';
import { notice, rejection, updatesOf } from '../../support/deliveries/durable-world.js';
import { until } from '../../support/clocks/gate.js';
import { settled } from '../../support/observers/process-faults.js';
import { DRIVERS } from '../../support/sqlite/sqlite-drivers.js';

const FIRST = `WHERE message_id = 'm' AND position = 0`;
const NOT_UTF8 = `CAST(x'7b22ff227d' AS TEXT)`;

/** What may be wrong with the first job of a chain: how it is made, and the reason that is given. */
const DAMAGES: readonly [string, string, RegExp][] = [
  [
    'content that is cut off',
    `UPDATE job SET content = substr(content, 1, 20) ${FIRST}`,
    /content is not JSON/,
  ],
  ['content that is empty', `UPDATE job SET content = '' ${FIRST}`, /content is not JSON/],
  ['content that is null', `UPDATE job SET content = 'null' ${FIRST}`, /update lacks a field/],
  [
    'content of another kind',
    `UPDATE job SET content = '["goals"]' ${FIRST}`,
    /update lacks a field/,
  ],
  [
    'an update with a field of another type',
    `UPDATE job SET content = json_set(content, '$.ownerId', 7) ${FIRST}`,
    /update lacks a field/,
  ],
  [
    'an update of no valid time',
    `UPDATE job SET content = json_set(content, '$.updatedAt', '2026-02-30T00:00:00.000Z') ${FIRST}`,
    /update lacks a field/,
  ],
  ['content that is not UTF-8', `UPDATE job SET content = ${NOT_UTF8} ${FIRST}`, /not UTF-8/],
  [
    'content with a zero byte',
    `UPDATE job SET content = '{' || char(0) || content ${FIRST}`,
    /not JSON/,
  ],
  ['a handler that is not UTF-8', `UPDATE job SET handler = ${NOT_UTF8} ${FIRST}`, /not UTF-8/],
  ['a negative position', `UPDATE job SET position = -1 ${FIRST}`, /position is out of range/],
  ['a huge position', `UPDATE job SET position = 1 << 60 ${FIRST}`, /position is out of range/],
  ['too many attempts', `UPDATE job SET attempts = ${2n ** 63n - 1n} ${FIRST}`, /attempts/],
  ['a negative number of attempts', `UPDATE job SET attempts = -(1 << 60) ${FIRST}`, /attempts/],
];

/** What may be wrong with a message, which all its jobs then have. */
const OF_MESSAGE: readonly [string, string, RegExp][] = [
  ['is missing', `DELETE FROM message WHERE id = 'm'`, /message is missing/],
  [
    'is cut off',
    `UPDATE message SET notification = '{"a' WHERE id = 'm'`,
    /notification is not JSON/,
  ],
  ['is null', `UPDATE message SET notification = 'null' WHERE id = 'm'`, /notification lacks/],
  [
    'lacks a field',
    `UPDATE message SET notification = json_remove(notification, '$.topicArn') WHERE id = 'm'`,
    /notification lacks/,
  ],
  [
    'has no valid time',
    `UPDATE message SET notification = json_set(notification, '$.timestamp', 'soon') WHERE id = 'm'`,
    /timestamp of its notification/,
  ],
];

describe.each(DRIVERS)('a stored job that is damaged, with $name', ({ open, isMissing }) => {
  afterEach(() => Logger.overrideLogger(false));

  /** A chain of three jobs, the first of which is damaged, and two more jobs. */
  async function startDamaged(sql: string) {
    const file = new DamagedFile(open);
    await file.store(
      notice(updatesOf('ada', '0', '1', '2'), { messageId: 'm' }),
      notice([...updatesOf('bob', 'b'), ...updatesOf('eve', 'e')], { messageId: 'n' }),
    );
    await file.damage(sql);
    return { file, ...(await file.start()) };
  }

  describe.skipIf(isMissing)('(where the driver is there)', () => {
    it.each(DAMAGES)('is a dead letter, and all others run: %s', async (_, sql, reason) => {
      const { accept, deadLetters, runs, logger } = await startDamaged(sql);
      await until(() => runs.length === 4);
      expect(runs.filter((id) => id < 'a')).toEqual(['1', '2']);
      expect(runs.toSorted()).toEqual(['1', '2', 'b', 'e']);

      const { letters } = await deadLetters.list();
      expect(letters).toHaveLength(1);
      const [letter] = letters;
      expect(letter!.error.message).toMatch(reason);
      expect(letter!.failedAt.getTime()).toBeGreaterThan(Date.now() - 60_000);
      expect(logger.find('error', 'cannot be read')).toHaveLength(1);
      expect(logger.find('error', letter!.id)).toHaveLength(1);
      await accept(notice(updatesOf('ada', '3')));
      await until(() => runs.length === 5);
    });

    it.each(OF_MESSAGE)('is a dead letter when its message %s', async (_, sql, reason) => {
      const { deadLetters, runs } = await startDamaged(sql);
      await until(() => runs.length === 2);
      await expect.poll(() => deadLetters.count()).toBe(3);
      expect(runs.toSorted()).toEqual(['b', 'e']);
      for (const { event, handler, unreadable } of (await deadLetters.list()).letters) {
        expect([event, handler]).toEqual([undefined, 'A.a']);
        expect(unreadable?.reason).toMatch(reason);
        expect(JSON.parse(unreadable!.raw['content']!)).toMatchObject({ ownerId: 'ada' });
      }
    });

    it('is not replayed, until it was mended', async () => {
      const { file, deadLetters, runs, logger, stop } = await startDamaged(
        `UPDATE job SET content = '?' || content ${FIRST}`,
      );
      await until(() => runs.length === 4);
      const [letter] = (await deadLetters.list()).letters;
      const { id } = letter!;
      expect(id).toBe('m.0.A.a');
      expect(await deadLetters.get(id)).toEqual(letter);
      const error = await rejection(deadLetters.replay(id));
      expect(error).toBeInstanceOf(UnreadableJobError);
      expect(error).toMatchObject({ code: 'UNREADABLE_JOB', reason: 'its content is not JSON' });
      expect(await deadLetters.replayAll()).toBe(0);
      expect(await deadLetters.count()).toBe(1);
      await settled();
      expect(logger.find('error', 'cannot be read')).toHaveLength(1);
      await stop();

      await file.damage(`UPDATE job SET content = substr(content, 2)`);
      const mended = await file.start();
      expect(await mended.deadLetters.replay(id)).toBe(true);
      await until(() => mended.runs.length === 1);
      expect(mended.runs).toEqual(['0']);
    });

    it.each([
      ['content', '?', 'm.0.A.a'],
      ['handler', '', undefined],
      ['message_id', 'a.b', undefined],
      ['position', -5, undefined],
    ])('can be removed, or purged: %s', async (column, value, knownId) => {
      const { deadLetters, runs } = await startDamaged(
        `UPDATE job SET content = '?', ${column} = '${value}' ${FIRST}`,
      );
      await until(() => runs.length === 4);
      const { id } = (await deadLetters.list()).letters[0]!;
      expect(id).toBe(knownId ?? 'row.1');
      expect(await deadLetters.get(id)).toMatchObject({ id });
      expect(await rejection(deadLetters.replay(id))).toMatchObject({ code: 'UNREADABLE_JOB' });
      expect(await deadLetters.remove(id)).toBe(true);
      expect(await deadLetters.remove(id)).toBe(false);
      expect(await deadLetters.count()).toBe(0);
      expect(await deadLetters.purge()).toBe(0);
    });

    it('takes no place that another could have, however many there are', async () => {
      const file = new DamagedFile(open);
      const ids = Array.from({ length: 100 }, (_, index) => String(index));
      await file.store(
        notice(ids.flatMap((id) => updatesOf(`owner-${id}`, id))),
        notice(updatesOf('bob', 'b')),
      );
      await file.damage(`UPDATE job SET content = '?' WHERE id <= 100`);
      const { deadLetters, runs } = await file.start(1);
      await until(() => runs.length === 1);
      expect(runs).toEqual(['b']);
      expect(await deadLetters.count()).toBe(100);
      expect(await deadLetters.purge()).toBe(100);
    });

    it.each([
      ['is in no known state', `UPDATE job SET state = 'odd' ${FIRST}`, ['0', '1', '2']],
      ['is due at a time that never comes', `UPDATE job SET due_at = 1 << 60`, ['0', '1', '2']],
      ['was deleted by hand', `DELETE FROM job ${FIRST}`, ['1', '2']],
      ['has lost the one after it', `UPDATE job SET next = 1 << 60 ${FIRST}`, ['0', '1', '2']],
    ])('does not keep itself or its followers from running if it %s', async (_, sql, ids) => {
      const { deadLetters, runs } = await startDamaged(sql);
      await until(() => runs.length === ids.length + 2);
      expect(runs.filter((id) => id < 'a').toSorted()).toEqual(ids);
      expect(await deadLetters.count()).toBe(0);
    });
  });
});
