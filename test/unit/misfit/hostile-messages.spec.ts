import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { MalformedNotificationError } from '../../../lib/misfit/errors.js';
import { parseUpdates } from '../../../lib/misfit/parse-updates.js';
import { notificationOf } from '../../support/deliveries/notification-of.js';

const parse = (text: string) => parseUpdates(notificationOf(text));

/** An update with a field of its own, `levels` deep. */
const deepUpdate = (levels: number) =>
  JSON.stringify({ ...misfitUpdate(), note: 'x'.repeat(20_000), extra: '*' }).replace(
    '"*"',
    '['.repeat(levels) + ']'.repeat(levels),
  );

describe('a Message that takes far longer to deal with than updates of its length', () => {
  it.each([
    ['arrays in arrays', '['.repeat(100_000)],
    ['arrays in arrays, all closed', '['.repeat(50_000) + ']'.repeat(50_000)],
    ['arrays in objects in arrays', `${'[{"":'.repeat(10_000)}0${'}]'.repeat(10_000)}`],
    ['empty objects', `[${'{},'.repeat(50_000)}{}]`],
    ['numbers', `[${'0,'.repeat(50_000)}0]`],
    ['empty strings', `[${'"",'.repeat(50_000)}""]`],
  ])('is refused as a whole: %s', (_, text) => {
    expect(() => parse(text)).toThrow(MalformedNotificationError);
  });
});

describe('an update with fields that are objects or arrays', () => {
  it('is kept unchanged in event.raw', () => {
    const extra = { note: '[{', none: null, lists: [[1], [{ deep: [[[]]] }]] };
    const text = JSON.stringify(Array.from({ length: 50 }, () => ({ ...misfitUpdate(), extra })));
    const { events, malformed } = parse(text);
    expect(malformed).toEqual([]);
    expect(events.map((event) => event?.raw)).toEqual(JSON.parse(text));
  });

  it('is skipped where no queue could store it, and costs none of the others', () => {
    const [first, last] = [misfitUpdate(), misfitUpdate()];
    const text = `[${JSON.stringify(first)},${deepUpdate(5_000)},${JSON.stringify(last)}]`;
    const { events, malformed } = parse(text);
    expect(events.map((event) => event?.id)).toEqual([first.id, undefined, last.id]);
    expect(malformed).toEqual([{ index: 1, reason: 'the update is nested too deeply' }]);
  });

  it.each(['1', 'null'])('is skipped as well if elements like %s make up for its depth', (flat) => {
    const text = `[${`${flat},`.repeat(4_600)}${deepUpdate(4_599)}]`.padEnd(300_000);
    const { malformed } = parse(text);
    expect(malformed).toHaveLength(4_601);
    expect(malformed.at(-1)?.index).toBe(4_600);
  });

  it('may go a hundred levels deep', () => {
    expect(parse(`[${deepUpdate(99)}]`).malformed).toEqual([]);
    expect(parse(`[${deepUpdate(100)}]`).malformed).toHaveLength(1);
  });
});

it('a Message of many updates is taken, however short they are', () => {
  const shortest = {
    type: 'a',
    action: 'a',
    id: '1',
    ownerId: '1',
    updatedAt: '2026-11-24 01:02:03',
  };
  const text = JSON.stringify(Array.from({ length: 20_000 }, () => shortest));
  expect(parse(text).malformed).toEqual([]);
});
