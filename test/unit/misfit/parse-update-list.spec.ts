import { describe, expect, it } from 'vitest';
import { isTooDeep, parseUpdateList } from '../../../lib/misfit/parse-update-list.js';
import { MalformedNotificationError } from '../../../lib/misfit/errors.js';

const UPDATE = {
  type: 'goals',
  action: 'updated',
  id: '5',
  ownerId: 'ada',
  updatedAt: '2026-11-24T01:02:03Z',
};

const nested = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown;

describe('the text of a notification', () => {
  it.each([
    ['all brackets', `[${'[],'.repeat(80_000)}[]]`],
    ['open brackets', '['.repeat(256_000)],
    ['empty objects', `[${'{},'.repeat(80_000)}{}]`],
    ['numbers', `[${'1,'.repeat(120_000)}1]`],
    ['no JSON', '[{'],
    ['no array', '{"type":"goals"}'],
  ])('that is %s is refused', (_what, text) => {
    expect(() => parseUpdateList(text)).toThrow(MalformedNotificationError);
  });

  it('may hold as many updates as SNS can carry, with fields that are new', () => {
    const updates = Array.from({ length: 1_500 }, () => ({ ...UPDATE, tags: ['a', { b: [1] }] }));
    expect(parseUpdateList(JSON.stringify(updates))).toEqual({ updates, mayBeNested: true });
  });

  it('may hold anything if it is small', () => {
    const updates = Array.from({ length: 400 }, () => ({}));
    expect(parseUpdateList(JSON.stringify(updates)).updates).toEqual(updates);
  });

  it('tells whether an update may hold objects or arrays', () => {
    expect(parseUpdateList(JSON.stringify([UPDATE, UPDATE])).mayBeNested).toBe(false);
  });
});

describe('an update', () => {
  it('may be nested 100 levels deep, but no deeper', () => {
    expect(isTooDeep(nested(100))).toBe(false);
    expect(isTooDeep(nested(101))).toBe(true);
  });
});
