import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { UnreadableJobError } from '../../../lib/durable/errors.js';
import { restoreJob } from '../../../lib/durable/restore-job.js';
import { storeNotification } from '../../../lib/durable/stored-notification.js';

const identity = { messageId: 'm', index: 2, handler: 'A.a' };
const update = misfitUpdate('goals.updated');
const notification = {
  messageId: 'm',
  topicArn: 'arn:aws:sns:us-east-1:819895241319:resource-tp1',
  timestamp: new Date('2026-11-24T01:02:03.456Z'),
};
const stored = storeNotification(notification);
const restore = (value: unknown) => restoreJob(identity, update, value);

describe('a job that was stored', () => {
  it.each([
    notification,
    { ...notification, subject: 'Hello' },
    { ...notification, traceContext: { traceparent: '00-1-2-01' } },
  ])('is the same when it is restored: %o', (info) => {
    const json: unknown = JSON.parse(JSON.stringify(storeNotification(info)));
    expect(restore(json)).toEqual({ ...identity, update, notification: info });
  });

  it.each([[7], ['00-1-2-01'], [null], [{ traceparent: 7 }], [{ a: 'b', traceparent: {} }]])(
    'loses no more than a damaged trace context: %j',
    (traceContext) => {
      expect(restore({ ...stored, traceContext }).notification).toEqual(notification);
    },
  );

  it.each<[string, unknown]>([
    ['no notification', undefined],
    ['null', null],
    ['a text', JSON.stringify(stored)],
    ['no message id', { ...stored, messageId: undefined }],
    ['a number for a topic', { ...stored, topicArn: 7 }],
    ['no timestamp', { ...stored, timestamp: undefined }],
    ['a subject that is no text', { ...stored, subject: 7 }],
    ['null for a subject', { ...stored, subject: null }],
  ])('cannot be read with %s', (_, value) => {
    expect(() => restore(value)).toThrow(UnreadableJobError);
    expect(() => restore(value)).toThrow('its notification lacks a field');
  });

  it('cannot be read with a timestamp that is no date', () => {
    expect(() => restore({ ...stored, timestamp: 'today' })).toThrow(
      'the timestamp of its notification is not a date',
    );
  });

  it.each([undefined, null, 'goals', { ...update, id: '' }, { ...update, updatedAt: 'today' }])(
    'cannot be read with the update %j',
    (damaged) => {
      expect(() => restoreJob(identity, damaged, stored)).toThrow(
        'its update lacks a field, or has one of the wrong type',
      );
    },
  );
});
