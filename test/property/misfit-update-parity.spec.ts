import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMisfitUpdate, MisfitUpdate } from '../../lib/misfit/misfit-update.js';
import { parseUpdates } from '../../lib/misfit/parse-updates.js';
import { anyText } from '../support/verification/sns-arbitraries.js';

const timeText = fc
  .date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());

const goodTime = fc.oneof(
  timeText,
  timeText.map((text) => text.slice(0, 19)),
  timeText.map((text) => `${text.slice(0, 10)} ${text.slice(11, 19)} UTC`),
  timeText.map((text) => `${text.slice(0, 19)}+05:30`),
);

/** Times of the right shape, whose parts may be out of range. */
const nearlyTime = fc
  .tuple(fc.nat(2100), fc.nat(13), fc.nat(32), fc.nat(25), fc.nat(61), fc.nat(61))
  .map(([year, ...parts]) => {
    const [month, day, hour, minute, second] = parts.map((part) => String(part).padStart(2, '0'));
    return `${String(year).padStart(4, '0')}-${month}-${day} ${hour}:${minute}:${second} UTC`;
  });

const good = {
  type: fc.oneof(fc.constantFrom('goals', 'sleeps', 'constructor'), fc.string({ minLength: 1 })),
  action: fc.constantFrom('created', 'updated', 'deleted', 'merged'),
  id: fc.string({ minLength: 1 }),
  ownerId: fc.string({ minLength: 1 }),
  updatedAt: goodTime,
};

function mostly(arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 20, arbitrary },
    { weight: 2, arbitrary: fc.oneof(anyText, nearlyTime) },
    { weight: 1, arbitrary: fc.jsonValue() },
  );
}

const updates = fc.record(
  {
    type: mostly(good.type),
    action: mostly(good.action),
    id: mostly(good.id),
    ownerId: mostly(good.ownerId),
    updatedAt: mostly(good.updatedAt),
    something: fc.jsonValue(),
  },
  { requiredKeys: ['type', 'id', 'updatedAt'] },
);

describe('the plain check of an update', () => {
  it('gives the verdict of the rules of its DTO, and says why it refuses', () => {
    const verdicts = { good: 0, bad: 0 };
    fc.assert(
      fc.property(updates, ({ something, ...update }) => {
        const isGood = validateSync(plainToInstance(MisfitUpdate, update)).length === 0;
        verdicts[isGood ? 'good' : 'bad'] += 1;
        expect(isMisfitUpdate({ something, ...update })).toBe(isGood);
        expect(verdictOn(update)).toMatch(isGood ? /^accepted$/ : /^\w+ (must|should) \S/);
      }),
      { numRuns: 1_000 },
    );
    expect(Math.min(verdicts.good, verdicts.bad)).toBeGreaterThanOrEqual(100);
  });
});

function verdictOn(update: unknown): string {
  const notification = parseUpdates({
    Type: 'Notification',
    MessageId: '95841c0a-329b-5910-bcc0-4a45a34aa6c7',
    TopicArn: 'arn:aws:sns:us-east-1:819895241319:resource-tp1',
    Message: JSON.stringify([update]),
    Timestamp: '2026-11-24T01:02:03.456Z',
  });
  return notification.malformed[0]?.reason ?? 'accepted';
}
