import * as fc from 'fast-check';
import { anyText, TYPES } from './sns-arbitraries.js';

const SIGNED = ['Type', 'MessageId', 'TopicArn', 'Message', 'Timestamp', 'Subject', 'Token'];
const UNSIGNED = ['SignatureVersion', 'Signature', 'SigningCertURL', 'UnsubscribeURL'];
/** Names of fields that SNS sends, and of some that every object has. */
export const FIELD_NAMES = [
  ...SIGNED,
  ...UNSIGNED,
  'SubscribeURL',
  'MessageAttributes',
  'constructor',
  'toJSON',
  '__proto__',
];

const uuid = fc.uuid();

/** For each field, values that look right to one reader and wrong to another. */
const LOOKALIKES: Readonly<Record<string, fc.Arbitrary<string>>> = {
  Type: fc.constantFrom(...TYPES, 'notification', 'Notification ', 'Notification\n', 'constructor'),
  MessageId: fc.oneof(
    uuid,
    uuid.map((id) => id.toUpperCase()),
    uuid.map((id) => id.replaceAll('-', '')),
    uuid.map((id) => `{${id}}`),
    uuid.map((id) => `${id}\n`),
    uuid.map((id) => `${id}\nSubject\nHello`),
  ),
  TopicArn: fc.constantFrom(
    'arn:aws:sns:us-east-1:819895241319:test',
    'arn:aws:sns:us-east-1:819895241319:orders.fifo',
    'arn:aws:sns:us-east-1:819895241319:*',
    'arn:aws:sns:us-east-1:819895241319:',
    'arn:aws:sns:us-east-1:819895241319:a:b',
    'arn:aws:sns:us-east-1:819895241319:resource-tp1\n',
    `arn:aws:sns:us-east-1:819895241319:${'x'.repeat(257)}`,
    'arn:aws:sns:us-west-2:819895241319:resource-tp1',
    'arn:aws:sns:us-east-1:000000000000:resource-tp1',
    'ARN:aws:sns:us-east-1:819895241319:resource-tp1',
  ),
  Timestamp: fc.constantFrom(
    '2026-11-24T01:02:03.456Z',
    '2026-11-24T01:02:03Z',
    '2026-11-24 01:02:03.456Z',
    '2026-11-24T01:02:03.456+00:00',
    '2026-11-23T24:00:00.000Z',
    '2026-11-24T00:59:60.000Z',
    '2026-02-30T01:02:03.456Z',
    '0000-01-01T00:00:00.000Z',
    '+002026-11-24T01:02:03.456Z',
  ),
  Message: anyText,
  Subject: anyText,
  Token: anyText,
  SubscribeURL: anyText,
  SignatureVersion: fc.constantFrom('1', '2', '3', '', '1 ', '01'),
};

/** Values for a field that a careless check takes for good ones. */
export function lookalikes(field: string): fc.Arbitrary<string> {
  const own = LOOKALIKES[field];
  return own === undefined ? anyText : fc.oneof(own, anyText);
}

const textEdit = fc.constantFrom(...Object.keys(LOOKALIKES)).chain((name) =>
  fc.record({
    name: fc.constant(name),
    value: lookalikes(name),
  }),
);

/** Changes that leave every field a text, and none at all now and then. */
export const textEdits: fc.Arbitrary<Edit[]> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Edit[]>([]) },
  { weight: 2, arbitrary: fc.tuple(textEdit).map((edits): Edit[] => edits) },
);

const otherEdit = fc.record({
  name: fc.oneof(fc.constantFrom(...FIELD_NAMES), anyText),
  value: fc.oneof(
    anyText,
    fc.jsonValue(),
    fc.constant(undefined),
    anyText.map((text) => [text]),
  ),
});

/** Changes of any kind. */
export const anyEdits = fc
  .tuple(textEdits, fc.array(otherEdit, { maxLength: 1 }))
  .map((edits): Edit[] => edits.flat());

export interface Edit {
  readonly name: string;
  readonly value: unknown;
}

export function edited(message: object, edits: readonly Edit[]): Record<string, unknown> {
  const result: Record<string, unknown> = { ...message };
  for (const { name, value } of edits) {
    // As JSON.parse does it: an assignment to `__proto__` would change the prototype.
    Object.defineProperty(result, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return result;
}
