import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { parseUpdates } from '../../../lib/misfit/parse-updates.js';
import { notificationOf } from '../../support/deliveries/notification-of.js';

const parse = (updates: unknown) => parseUpdates(notificationOf(JSON.stringify(updates)));
const without = (field: string) => ({ ...misfitUpdate(), [field]: undefined });

describe('a malformed update', () => {
  it.each([
    ['null', null, /^the update is not an object$/],
    ['a number', 7, /^the update is not an object$/],
    ['a text', 'goals', /^the update is not an object$/],
    ['a list', [misfitUpdate()], /^the update is not an object$/],
    ['an empty object', {}, /type .*; action .*; id .*; ownerId .*; updatedAt /s],
    ['one without its type', without('type'), /^type (must|should) /],
    ['one without its action', without('action'), /^action (must|should) /],
    ['one without its id', without('id'), /^id (must|should) /],
    ['one without its owner', without('ownerId'), /^ownerId (must|should) /],
    ['one without its time', without('updatedAt'), /^updatedAt must be a time in ISO 8601/],
    ['one with a number for its id', { ...misfitUpdate(), id: 7 }, /^id must be a string$/],
    ['one with an empty id', { ...misfitUpdate(), id: '' }, /^id should not be empty$/],
    ['one with a list for its type', { ...misfitUpdate(), type: ['goals'] }, /^type must be/],
    [
      'one of 30 February',
      misfitUpdate('goals.updated', { updatedAt: '2026-02-30 00:00:00 UTC' }),
      /^updatedAt must be a time/,
    ],
  ])('is skipped with its reason: %s', (_, update, reason) => {
    const good = [misfitUpdate('goals.created'), misfitUpdate('sleeps.deleted')] as const;
    const { events, malformed } = parse([good[0], update, good[1]]);
    expect(events.map((event) => event?.id)).toEqual([good[0].id, undefined, good[1].id]);
    expect(malformed).toEqual([{ index: 1, reason: expect.stringMatching(reason) as string }]);
  });

  it('is not mended by what an object inherits', () => {
    const text = `[{"__proto__":${JSON.stringify(misfitUpdate())}}]`;
    const { events, malformed } = parseUpdates(notificationOf(text));
    expect(events).toEqual([undefined]);
    expect(malformed).toHaveLength(1);
    expect(({} as Record<string, unknown>).ownerId).toBeUndefined();
  });

  it('is reported at its own index, beside others', () => {
    const updates = Array.from({ length: 9 }, (_, index) => (index % 2 ? misfitUpdate() : {}));
    const { events, malformed } = parse(updates);
    expect(malformed.map(({ index }) => index)).toEqual([0, 2, 4, 6, 8]);
    expect(events.map((event) => event !== undefined)).toEqual(
      updates.map((_, index) => index % 2 === 1),
    );
  });

  it('is explained for the first twenty only, and counted beyond', () => {
    const { malformed } = parse(Array.from({ length: 1_000 }, () => ({})));
    expect(malformed).toHaveLength(1_000);
    expect(malformed[19]?.reason).toMatch(/^type /);
    expect(malformed[20]?.reason).toBe('the update is malformed');
    expect(malformed[999]).toEqual({ index: 999, reason: 'the update is malformed' });
  });

  it('is explained without quoting it', () => {
    const { malformed } = parse([{ type: 'SECRET', id: ['SECRET'], updatedAt: 'SECRET' }]);
    expect(malformed[0]?.reason).not.toContain('SECRET');
  });

  it('costs little however much it holds', () => {
    const deep = `${'['.repeat(2_000)}${']'.repeat(2_000)}`;
    const wide = JSON.stringify(Array.from({ length: 5_000 }, () => ({ a: 1 })));
    const text = `[${`{"type":${deep},"id":${wide}},`.repeat(3)}{}]`;
    const before = process.cpuUsage();
    expect(parseUpdates(notificationOf(text)).malformed).toHaveLength(4);
    // Microseconds of CPU.
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
  });
});
