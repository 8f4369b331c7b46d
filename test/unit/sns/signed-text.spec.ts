import { describe, expect, it } from 'vitest';
import { feedSignedText } from '../../../lib/sns/signed-text.js';
import { decodeSignature } from '../../../lib/sns/signature.js';
import type { SnsMessage } from '../../../lib/sns/sns-message.js';

const COMMON = {
  Message: 'the message',
  MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
  Timestamp: '2026-11-24T01:02:03.456Z',
  TopicArn: 'arn:aws:sns:us-west-2:123456789012:MyTopic',
};
const SUBSCRIPTION = {
  ...COMMON,
  SubscribeURL: 'https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription',
  Token: '2336412f37',
};
const NOTIFICATION_FIELDS = ['Message', 'MessageId', 'Timestamp', 'TopicArn', 'Type'];
const SUBSCRIPTION_FIELDS = [
  'Message',
  'MessageId',
  'SubscribeURL',
  'Timestamp',
  'Token',
  'TopicArn',
  'Type',
];

/** The fields that SNS signs, in its order. */
const SIGNED: readonly [string, Record<string, string>, readonly string[]][] = [
  ['a notification', { ...COMMON, Type: 'Notification' }, NOTIFICATION_FIELDS],
  [
    'a notification with a subject',
    { ...COMMON, Type: 'Notification', Subject: 'My subject' },
    NOTIFICATION_FIELDS.toSpliced(2, 0, 'Subject'),
  ],
  [
    'a notification with an empty subject',
    { ...COMMON, Type: 'Notification', Subject: '' },
    NOTIFICATION_FIELDS.toSpliced(2, 0, 'Subject'),
  ],
  [
    'a subscription confirmation',
    { ...SUBSCRIPTION, Type: 'SubscriptionConfirmation' },
    SUBSCRIPTION_FIELDS,
  ],
  [
    'an unsubscribe confirmation',
    { ...SUBSCRIPTION, Type: 'UnsubscribeConfirmation' },
    SUBSCRIPTION_FIELDS,
  ],
];

function signedTextOf(message: Record<string, string>): string {
  const pieces: string[] = [];
  feedSignedText(message as unknown as SnsMessage, { update: (text) => pieces.push(text) });
  return pieces.join('');
}

describe('the signed text', () => {
  it.each(SIGNED)('of %s holds its signed fields in the order of SNS', (_, message, fields) => {
    for (const Message of [message['Message']!, 'x'.repeat(4_096), 'x'.repeat(10_000)]) {
      const long: Record<string, string> = { ...message, Message };
      const expected = fields.map((name) => `${name}\n${long[name]}\n`).join('');
      expect(signedTextOf(long)).toBe(expected);
    }
  });
});

describe('a signature', () => {
  const bytes = Buffer.from('the bytes of a signature!');
  const base64 = bytes.toString('base64');

  it('is canonical base64', () => {
    expect(decodeSignature(base64)).toEqual(bytes);
  });

  it.each([
    ['without its padding', base64.replace(/=+$/, '')],
    ['with a blank', ` ${base64}`],
    ['with a line break', `${base64}\n`],
    ['with text after its end', `${base64}AAAA`],
    ['in the URL-safe alphabet', Buffer.from([0xfb, 0xff]).toString('base64url')],
    ['with unused bits that are set', base64.replace(/.(?==)/, (last) => nextLetter(last))],
  ])('is refused %s', (_, text) => {
    expect(decodeSignature(text)).toBeUndefined();
  });
});

/** The same bits that are used, and another unused one. */
function nextLetter(letter: string): string {
  return String.fromCharCode(letter.charCodeAt(0) + 1);
}
