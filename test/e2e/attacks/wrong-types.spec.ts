import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import {
  AttackLab,
  CERTIFICATE_URL,
  delivered,
  notification,
  refused,
  simulator,
  taken,
  type Headers,
} from '../../support/hostile/attack-lab.js';

const MALFORMED = refused(400, 'MALFORMED_MESSAGE');
const UNSIGNED_FIELDS = ['UnsubscribeURL', 'MessageAttributes'];

type Fields = Readonly<Record<string, unknown>>;

/** What is not a string, and what turns into the genuine one where strings are joined. */
const wrongValues = (genuine: unknown): unknown[] => [
  [],
  [genuine],
  [[genuine]],
  {},
  { toString: genuine },
  { value: genuine, length: 1 },
  0,
  1,
  -1.5e300,
  null,
  true,
  false,
];

const NOTIFICATION = notification('A subject') as unknown as Fields;
const CONFIRMATION = simulator.unsubscribeConfirmation() as unknown as Fields;

const FIELDS = [
  ...Object.keys(NOTIFICATION).map((field) => ({ message: NOTIFICATION, field })),
  ...['Token', 'SubscribeURL'].map((field) => ({ message: CONFIRMATION, field })),
].filter(({ field }) => !UNSIGNED_FIELDS.includes(field));

const LEVELS = 100_000;
const ARRAYS = `${'['.repeat(LEVELS)}${']'.repeat(LEVELS)}`;
const OBJECTS = `${'{"a":'.repeat(LEVELS)}1${'}'.repeat(LEVELS)}`;
const DEEP = [ARRAYS, OBJECTS];

/** The message as JSON with the text in place of a field’s value. */
const withText = (message: Fields, field: string, text: string) =>
  JSON.stringify({ ...message, [field]: '*' }).replace('"*"', text);

describe.each(ADAPTERS)('a field of another type than text, on %s', (adapter) => {
  it.each(FIELDS)('has the message refused: $field', async ({ message, field }) => {
    const lab = await AttackLab.open(adapter);
    for (const value of wrongValues(message[field])) {
      const outcome = await lab.post({ ...message, [field]: value });
      expect(outcome, JSON.stringify(value)).toEqual(MALFORMED);
    }
    expect(await lab.post(withText(message, field, ARRAYS)), 'deep').toEqual(MALFORMED);
    expect(await lab.post(message)).toMatchObject({ status: 200 });
  });

  it.each(UNSIGNED_FIELDS)('is ignored where it is not signed: %s', async (field) => {
    const lab = await AttackLab.open(adapter);
    let certificate = [CERTIFICATE_URL];
    for (const value of wrongValues('x')) {
      const text = JSON.stringify(value);
      const genuine = notification();
      const outcome = await lab.post(withText(genuine as unknown as Fields, field, text));
      expect(outcome, text).toEqual(delivered(genuine, certificate));
      certificate = [];
    }
  });

  it.each(UNSIGNED_FIELDS)('has the message refused where it is deep: %s', async (field) => {
    const lab = await AttackLab.open(adapter);
    for (const text of DEEP) {
      const outcome = await lab.post(withText(NOTIFICATION, field, text));
      expect(outcome, text.slice(0, 40)).toEqual(MALFORMED);
    }
  });

  it('is refused as the type in a list, whatever is inside', async () => {
    const lab = await AttackLab.open(adapter);
    for (const Type of [['Notification'], ['SubscriptionConfirmation'], [['Notification']]]) {
      expect(await lab.post({ ...notification(), Type })).toEqual(MALFORMED);
    }
    for (const Type of ['notification', 'Notification ', '', 'constructor', '__proto__']) {
      expect(await lab.post({ ...notification(), Type }), Type).toEqual(MALFORMED);
    }
  });
});

describe.each(ADAPTERS)('a prototype, on %s', (adapter) => {
  it('lends a message none of its fields', async () => {
    const lab = await AttackLab.open(adapter);
    const genuine = JSON.stringify(notification());
    for (const body of [
      `{"__proto__":${genuine}}`,
      `{"constructor":{"prototype":${genuine}}}`,
      `{"Type":"Notification","__proto__":${genuine}}`,
    ]) {
      expect(await lab.post(body)).toEqual(MALFORMED);
    }
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('Type');
  });

  it('is not changed by a genuine message that somebody has added to', async () => {
    const lab = await AttackLab.open(adapter);
    const message = notification();
    const added = '"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},';
    const body = JSON.stringify(message).replace('{', `{${added}`);

    expect(await lab.post(body)).toEqual(delivered(message, [CERTIFICATE_URL]));
    expect({}).not.toHaveProperty('polluted');
  });
});

const BODIES: readonly string[] = [
  'null',
  '123',
  '1e999',
  '"text"',
  'true',
  '[]',
  '[{}]',
  '{}',
  '{}{}',
  '{',
  '"',
  '',
  ' ',
  '\n',
  '\0',
  '\ufeff{}',
  'undefined',
  'NaN',
  "{'Type':'Notification'}",
  '{"Type":"Notification",}',
  'Type=Notification',
  ...DEEP,
  '['.repeat(LEVELS),
  '{"a":'.repeat(LEVELS),
  `"${'\\u0000'.repeat(LEVELS)}"`,
  '1'.repeat(LEVELS),
  `{${'"a":1,'.repeat(LEVELS)}"b":1}`,
];

const PLAIN = { 'content-type': 'text/plain; charset=UTF-8' };
const SNS = { 'x-amz-sns-message-type': 'Notification' };

describe.each(ADAPTERS)('a body that is no message, on %s', (adapter) => {
  it.each<Headers>([PLAIN, { ...PLAIN, ...SNS }, { 'content-type': 'application/json', ...SNS }])(
    'is refused: %o',
    async (headers) => {
      const lab = await AttackLab.open(adapter);
      for (const body of BODIES) {
        expect(await lab.post(body, headers), body.slice(0, 40)).toEqual(MALFORMED);
      }
      expect(await lab.post(simulator.unsubscribeConfirmation())).toEqual(
        taken([CERTIFICATE_URL], 'SubscriptionCancelled'),
      );
    },
  );

  it('is refused in the array that a good message would be in', async () => {
    const lab = await AttackLab.open(adapter);
    expect(await lab.post([notification()])).toEqual(MALFORMED);
  });
});
