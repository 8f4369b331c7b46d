import { GoalUpdated, UnknownMisfitEvent } from 'nestjs-misfit-notification';
import { misfitEvent, misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { eventOfUpdate, parseUpdates } from '../../../lib/misfit/parse-updates.js';
import { notificationOf } from '../../support/deliveries/notification-of.js';

const UPDATES = [
  misfitUpdate('goals.updated', { id: 'same' }),
  'malformed',
  misfitUpdate('goals.updated', { id: 'same' }),
  { ...misfitUpdate(), type: 'weights' },
];

const MESSAGE = notificationOf(JSON.stringify(UPDATES));

const keysOf = (message = MESSAGE) =>
  parseUpdates(message).events.map((event) => event?.idempotencyKey);

describe('the idempotency key of an event', () => {
  it('differs for each update of a notification, equal ones included', () => {
    const keys = keysOf().filter((key) => key !== undefined);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(3);
    for (const key of keys) expect(key).toMatch(/^[!-~]{1,64}$/);
  });

  it('is the same each time the notification is delivered', () => {
    expect(keysOf({ ...MESSAGE })).toEqual(keysOf());
  });

  it('differs for another notification with the same updates', () => {
    const other = { ...MESSAGE, MessageId: '11111111-1111-4111-8111-111111111111' };
    expect(keysOf(other)).not.toContain(keysOf()[0]);
  });

  it('is the same for an event that a queue has stored', () => {
    const { info, events } = parseUpdates(MESSAGE);
    events.forEach((event, index) => {
      if (event === undefined) return;
      const restored = eventOfUpdate(event.raw, structuredClone(info), index);
      expect(restored.idempotencyKey).toBe(event.idempotencyKey);
      expect(restored).toEqual(event);
    });
  });

  it('exists on events that a test makes', () => {
    const event = misfitEvent('goals.updated');
    expect(event.idempotencyKey).toMatch(/^[!-~]{1,64}$/);
    const { idempotencyKey } = new GoalUpdated(event, 7);
    expect(idempotencyKey).not.toBe(event.idempotencyKey);
    expect(new UnknownMisfitEvent('a', 'b', event, 7).idempotencyKey).toBe(idempotencyKey);
  });
});
