import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { MalformedNotificationError } from '../../../lib/misfit/errors.js';
import { EVENT_CLASSES } from '../../../lib/misfit/event-classes.js';
import { UnknownMisfitEvent } from '../../../lib/misfit/events/unknown-event.js';
import { parseUpdates } from '../../../lib/misfit/parse-updates.js';
import { notificationOf } from '../../support/deliveries/notification-of.js';

const parse = (updates: unknown) => parseUpdates(notificationOf(JSON.stringify(updates)));

const KINDS = Object.entries(EVENT_CLASSES).flatMap(([type, actions]) =>
  Object.entries(actions).map(([action, EventClass]) => ({ type, action, EventClass })),
);

describe('the updates of a notification', () => {
  it('are of one class for each resource and action', () => {
    expect(new Set(KINDS.map(({ EventClass }) => EventClass)).size).toBe(KINDS.length);
  });

  it.each(KINDS)('become typed events: $type $action', ({ type, action, EventClass }) => {
    const update = {
      type,
      action,
      id: '51a4189acf12e53f82000001',
      ownerId: '549a0ed3b6e9a3dd5a000001',
      updatedAt: '2014-10-17 13:00:00 UTC',
      more: [1],
    };
    const { events, malformed } = parse([update]);
    expect(malformed).toEqual([]);
    expect(events).toHaveLength(1);
    expect(events[0]).toBeInstanceOf(EventClass);
    expect(events[0]).not.toBeInstanceOf(UnknownMisfitEvent);
    expect({ ...events[0] }).toEqual({
      type,
      action,
      id: update.id,
      ownerId: update.ownerId,
      updatedAt: new Date('2014-10-17T13:00:00Z'),
      raw: update,
      notification: {
        messageId: '95841c0a-329b-5910-bcc0-4a45a34aa6c7',
        topicArn: 'arn:aws:sns:us-east-1:819895241319:resource-tp1',
        timestamp: new Date('2026-11-24T01:02:03.456Z'),
      },
    });
  });

  it('keep the order of the array, and the subject', () => {
    const ids = Array.from({ length: 50 }, (_, index) => `id-${index}`);
    const updates = ids.map((id) => misfitUpdate('sleeps.created', { id }));
    const { events, info } = parseUpdates(notificationOf(JSON.stringify(updates), 'Hello'));
    expect(events.map((event) => event?.id)).toEqual(ids);
    expect(info.subject).toBe('Hello');
    expect(events[49]?.notification).toBe(info);
  });

  it('may be an empty list', () => {
    expect(parse([])).toMatchObject({ events: [], malformed: [] });
  });

  it.each([
    ['medals', 'created'],
    ['goals', 'merged'],
    ['Goals', 'created'],
    ['goals', 'constructor'],
    ['goals', '__proto__'],
    ['goals', 'toString'],
    ['constructor', 'created'],
    ['constructor', 'prototype'],
    ['__proto__', 'created'],
    ['__proto__', 'toString'],
    ['hasOwnProperty', 'call'],
    ['toString', 'length'],
    ['goals.created', 'created'],
    ['*', '*'],
  ])('that this version does not know are kept as unknown events: %j %j', (type, action) => {
    const update = { ...misfitUpdate(), type, action };
    const { events, malformed } = parse([update]);
    expect(malformed).toEqual([]);
    expect(events[0]).toBeInstanceOf(UnknownMisfitEvent);
    expect(events[0]).toMatchObject({ type, action, id: update.id, raw: update });
  });
});

describe('a notification that is no list of updates', () => {
  it.each([
    ['nothing', '', 'the Message is not JSON'],
    ['plain text', 'Hello', 'the Message is not JSON'],
    ['half a list', '[{"type":"goals"', 'the Message is not JSON'],
    ['a list and more', '[] []', 'the Message is not JSON'],
    ['a byte order mark', '\uFEFF[]', 'the Message is not JSON'],
    ['one update', JSON.stringify(misfitUpdate()), 'the Message is not a JSON array'],
    ['an object that looks like a list', '{"length":0}', 'the Message is not a JSON array'],
    ['null', 'null', 'the Message is not a JSON array'],
    ['a number', '7', 'the Message is not a JSON array'],
    ['a list within a text', '"[]"', 'the Message is not a JSON array'],
  ])('is refused as a whole: %s', (_, text, reason) => {
    const parseIt = () => parseUpdates(notificationOf(text));
    expect(parseIt).toThrow(MalformedNotificationError);
    expect(parseIt).toThrow(reason);
  });
});
