import { describe, expect, it } from 'vitest';
import { BODY_CODES } from '../../../lib/codes/body-codes.js';
import { VERIFICATION_CODES } from '../../../lib/codes/verification-codes.js';
import { checksOf } from '../../../lib/inspector/page/checks.js';
import { matches, NO_FILTER } from '../../../lib/inspector/page/delivery-filter.js';
import { DeliveryStore } from '../../../lib/inspector/page/delivery-store.js';
import { duration, plural, topicName } from '../../../lib/inspector/page/format.js';
import type { DeliveryView } from '../../../lib/inspector/page/records.js';

const goal = { type: 'goals', action: 'updated', id: 'g', updatedAt: 0 };

const delivery: DeliveryView = {
  id: 1,
  receivedAt: 0,
  outcome: 'accepted',
  status: 200,
  isVerified: true,
  updates: 2,
  duration: 1,
  events: [
    { ...goal, ownerId: 'ada', tasks: [{ handler: 'A.one', outcome: 'done' }] },
    { ...goal, type: 'sleeps', ownerId: 'eve', tasks: [{ handler: 'A.two', outcome: 'failed' }] },
  ],
};

describe('the filter', () => {
  it.each([
    [{ resource: 'goals' }, true],
    [{ resource: 'devices' }, false],
    [{ owner: 'ad' }, true],
    [{ owner: 'bob' }, false],
    [{ outcome: 'accepted' }, true],
    [{ outcome: 'refused' }, false],
    [{ outcome: 'handler-failed' }, true],
    [{ handler: 'A.two' }, true],
    [{ resource: 'goals', owner: 'eve' }, false],
    [{ resource: 'sleeps', owner: 'eve', handler: 'A.two' }, true],
  ])('%j matches: %s', (filter, expected) => {
    expect(matches(delivery, { ...NO_FILTER, ...filter })).toBe(expected);
  });
});

describe('the checks of a delivery', () => {
  it('end at the one that refused it', () => {
    const checks = checksOf('Notification', 'TOPIC_NOT_ALLOWED');
    expect(checks.map(({ result }) => result)).toEqual([
      'passed',
      'passed',
      'failed',
      ...Array.from({ length: 5 }, () => 'skipped'),
    ]);
  });

  it('all passed if a handler failed', () => {
    const checks = checksOf('Notification', 'HANDLER_FAILED');
    expect(new Set(checks.map(({ result }) => result))).toEqual(new Set(['passed']));
  });

  it.each(Object.keys({ ...BODY_CODES, ...VERIFICATION_CODES }))('know the code %s', (code) => {
    const results = ['Notification', 'SubscriptionConfirmation', 'EndpointTest'].map((type) =>
      checksOf(type, code).some(({ result }) => result === 'failed'),
    );
    expect(results).toContain(true);
  });
});

describe('DeliveryStore', () => {
  it('replaces known deliveries and forgets the oldest', () => {
    const store = new DeliveryStore();
    store.reset([delivery, { ...delivery, id: 2 }], 2);
    store.apply([
      { ...delivery, id: 2, status: 503 },
      { ...delivery, id: 3 },
    ]);
    expect(store.newestFirst().map(({ id, status }) => [id, status])).toEqual([
      [3, 200],
      [2, 503],
    ]);
    expect(store.handlers()).toEqual(['A.one', 'A.two']);
  });
});

describe('the texts', () => {
  it.each([
    [0.123, '0.1 ms'],
    [12.3, '12 ms'],
    [1_234, '1.2 s'],
    [120_000, '2 min'],
    [7_200_000, '2.0 h'],
  ])('a duration of %d ms is %s', (ms, text) => expect(duration(ms)).toBe(text));

  it('count and name things', () => {
    expect([plural(1, 'update'), plural(1_500, 'update')]).toEqual(['1 update', '1,500 updates']);
    expect(topicName('arn:aws:sns:us-east-1:819895241319:resource-tp1')).toBe('resource-tp1');
  });
});
