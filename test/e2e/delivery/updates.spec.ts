import {
  UnknownMisfitEvent,
  type MisfitEvent,
  type MisfitRejection,
} from 'nestjs-misfit-notification';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { CollectingLogger } from '../../support/observers/collecting-logger.js';
import { simulator, startDeliveryApp } from '../../support/apps/delivery-app.js';
import { listener } from '../../support/apps/listeners.js';

const MALFORMED: readonly [string, unknown][] = [
  ['null', null],
  ['a number', 7],
  ['an array', [misfitUpdate()]],
  ['without an id', { ...misfitUpdate(), id: undefined }],
  ['with an empty owner', misfitUpdate('goals.created', { ownerId: '' })],
  ['with a number for an id', { ...misfitUpdate(), id: 12 }],
  ['with a time that is none', misfitUpdate('goals.created', { updatedAt: 'yesterday' })],
];

describe.each(ADAPTERS)('the updates of a notification on %s', (adapter) => {
  it.each(MALFORMED)('are handled but for a malformed one: %s', async (_, malformed) => {
    const calls: string[] = [];
    const rejections: MisfitRejection[] = [];
    const app = await startDeliveryApp({
      adapter,
      providers: [listener('All', '*', ({ id }) => calls.push(id))],
    });
    app.bus.rejections$.subscribe((rejection) => rejections.push(rejection));
    const [first, last] = ['a', 'b'].map((id) => misfitUpdate('goals.created', { id }));
    const message = simulator.notification([first, malformed, last]);

    expect(await app.send(message)).toBe(200);
    expect(calls).toEqual(['a', 'b']);
    expect(rejections).toEqual([
      {
        code: 'MALFORMED_UPDATE',
        reason: expect.stringContaining('update 1 was skipped') as string,
        messageId: message.MessageId,
        topicArn: message.TopicArn,
      },
    ]);
  });

  it('that are new to this version are seen by "*" only, and not lost', async () => {
    const calls: [string, MisfitEvent][] = [];
    const record = (name: string) => (event: MisfitEvent) => calls.push([name, event]);
    const app = await startDeliveryApp({
      adapter,
      providers: [
        listener('All', '*', record('All')),
        listener('Goals', 'goals', record('Goals')),
        listener('Updated', 'goals.updated', record('Updated')),
      ],
    });
    const weight = { ...misfitUpdate('goals.updated', { id: 'w' }), type: 'weights', grams: 7 };
    const merged = { ...misfitUpdate('goals.updated', { id: 'm' }), action: 'merged' };
    const tricky = { ...misfitUpdate('goals.updated'), type: '__proto__', action: 'constructor' };

    expect(await app.post([weight, merged, tricky])).toBe(200);
    expect(calls.map(([name]) => name)).toEqual(['All', 'All', 'All']);
    for (const [, event] of calls) expect(event).toBeInstanceOf(UnknownMisfitEvent);
    expect(calls[0]?.[1]).toMatchObject({ type: 'weights', action: 'updated', id: 'w' });
    expect(calls[0]?.[1].raw).toEqual(weight);
    expect(calls[1]?.[1]).toMatchObject({ type: 'goals', action: 'merged', id: 'm' });
    expect(calls[2]?.[1]).toMatchObject({ type: '__proto__', action: 'constructor' });
  });

  it('are answered 200 where nobody listens, with a warning at start', async () => {
    const logger = new CollectingLogger();
    const app = await startDeliveryApp({ adapter, logger });
    expect(logger.find('warn', '@OnMisfitEvent')).toHaveLength(1);
    expect(await app.post([misfitUpdate()])).toBe(200);
  });

  it('may be an empty list: the answer is 200, and no handler runs', async () => {
    let runs = 0;
    const app = await startDeliveryApp({
      adapter,
      providers: [listener('All', '*', () => runs++)],
    });
    expect(await app.post([])).toBe(200);
    expect(runs).toBe(0);
  });

  it.each([
    ['an object', misfitUpdate()],
    ['a text', 'hello'],
    ['null', null],
  ])('have to be an array: %s is answered 400, for good', async (_, updates) => {
    let runs = 0;
    const app = await startDeliveryApp({
      adapter,
      providers: [listener('All', '*', () => runs++)],
    });
    expect(await app.post(updates)).toBe(400);
    expect(runs).toBe(0);
  });

  it('reach their handlers with everything that Misfit and SNS said', async () => {
    const events: MisfitEvent[] = [];
    const app = await startDeliveryApp({
      adapter,
      providers: [listener('All', '*', (event) => events.push(event))],
    });
    const updatedAt = '2014-10-17 13:00:00 UTC';
    const update = { ...misfitUpdate('sleeps.deleted', { id: 's', ownerId: 'ada', updatedAt }) };
    const message = simulator.notification([{ ...update, extra: [1] }], 'Ünïcode');

    expect(await app.send(message)).toBe(200);
    expect(events).toHaveLength(1);
    expect({ ...events[0] }).toEqual({
      type: 'sleeps',
      action: 'deleted',
      id: 's',
      ownerId: 'ada',
      updatedAt: new Date('2014-10-17T13:00:00Z'),
      raw: { ...update, extra: [1] },
      notification: {
        messageId: message.MessageId,
        topicArn: message.TopicArn,
        timestamp: new Date(message.Timestamp),
        subject: 'Ünïcode',
      },
    });
  });
});
