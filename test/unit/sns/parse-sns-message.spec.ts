import {
  SnsNotification,
  SnsSubscriptionConfirmation,
  SnsUnsubscribeConfirmation,
} from 'nestjs-misfit-notification';
import { MisfitSimulator } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { decodeBody } from '../../../lib/sns/decode-body.js';
import { parseSnsMessage } from '../../../lib/sns/parse-sns-message.js';

const simulator = new MisfitSimulator();
const notification = simulator.notification([], 'Hello');
const subscription = simulator.subscriptionConfirmation();
const unsubscription = simulator.unsubscribeConfirmation();
const SIGNATURE_FIELDS = new Set([
  'Signature',
  'SignatureVersion',
  'SigningCertURL',
  'UnsubscribeURL',
]);

describe('the message of an envelope', () => {
  it.each([
    [SnsNotification, notification],
    [SnsSubscriptionConfirmation, subscription],
    [SnsUnsubscribeConfirmation, unsubscription],
  ])('is a frozen %o with the signed fields only', (MessageClass, body) => {
    const { message, topic, sentAt } = parseSnsMessage(body);
    expect(message).toBeInstanceOf(MessageClass);
    expect(Object.isFrozen(message)).toBe(true);
    const signed = Object.entries(body).filter(([name]) => !SIGNATURE_FIELDS.has(name));
    expect({ ...message }).toEqual(Object.fromEntries(signed));
    expect(topic.arn).toBe(body.TopicArn);
    expect(sentAt).toBe(Date.parse(body.Timestamp));
  });

  it.each(['Token', 'SubscribeURL'])('needs a %s in a confirmation', (field) => {
    const { [field as never]: _, ...rest } = subscription;
    expect(() => parseSnsMessage(rest)).toThrow(`${field} must be text`);
    expect(() => parseSnsMessage({ ...unsubscription, [field]: 'a\nb' })).toThrow(
      `${field} must be text`,
    );
  });

  it('has one of three types', () => {
    expect(() => parseSnsMessage({ ...notification, Type: 'Other' })).toThrow(
      'Type must be one of Notification, SubscriptionConfirmation, UnsubscribeConfirmation',
    );
  });

  it('may have a signature that is no base64: it is invalid, not malformed', () => {
    const envelope = parseSnsMessage({ ...notification, Signature: 'no base64!' });
    expect(envelope.signatureBytes).toBeUndefined();
    expect(envelope.signature.Signature).toBe('no base64!');
  });
});

describe('the body of a request', () => {
  const body = { ...notification, Subject: 'Müller 🍌' };
  const text = JSON.stringify(body);

  it.each<[string, unknown]>([
    ['text', text],
    ['a Buffer', Buffer.from(text)],
    ['bytes', new TextEncoder().encode(text)],
    ['a part of other bytes', new TextEncoder().encode(`12345${text}6`).subarray(5, -1)],
    ['plain ASCII', new TextEncoder().encode(text.replaceAll(/[^ -~]+/g, '?'))],
  ])('may be %s', (_, given) => {
    expect(decodeBody(given)).toMatchObject({ ...body, Subject: expect.any(String) as string });
  });

  it.each([Buffer.from(text), new TextEncoder().encode(text)])('keeps its text', (bytes) => {
    expect(decodeBody(bytes)).toEqual(body);
  });
});
