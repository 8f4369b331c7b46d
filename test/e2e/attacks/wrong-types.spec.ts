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

// One of each kind; all fields, values and bodies: test/unit/sns/hostile-bodies.spec.ts.

type Fields = Readonly<Record<string, unknown>>;

/** What is not a string, and what turns into the genuine one where strings are joined. */
const wrongValues = (genuine: unknown): unknown[] => [
  [genuine],
  { toString: genuine },
  1,
  null,
  true,
];

const NOTIFICATION = notification('A subject') as unknown as Fields;
const CONFIRMATION = simulator.unsubscribeConfirmation() as unknown as Fields;

const FIELDS = [
  { message: NOTIFICATION, field: 'Message' },
  { message: NOTIFICATION, field: 'TopicArn' },
  { message: CONFIRMATION, field: 'Token' },
];

const LEVELS = 100_000;
const ARRAYS = `${'['.repeat(LEVELS)}${']'.repeat(LEVELS)}`;

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

  it('is ignored where it is not signed, and has the message refused where it is deep', async () => {
    const lab = await AttackLab.open(adapter);
    const message = notification();
    const body = { ...message, MessageAttributes: { a: { Type: 'String', Value: 'b' } } };
    const deep = withText(NOTIFICATION, 'MessageAttributes', ARRAYS);
    expect(await lab.post(deep)).toEqual(MALFORMED);
    expect(await lab.post(body)).toEqual(delivered(message, [CERTIFICATE_URL]));
  });

  it('is refused as the type in a list, whatever is inside', async () => {
    const lab = await AttackLab.open(adapter);
    for (const Type of [['Notification'], ['SubscriptionConfirmation'], [['Notification']]]) {
      expect(await lab.post({ ...notification(), Type })).toEqual(MALFORMED);
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
  '"text"',
  '[]',
  '{}',
  '{',
  '',
  '\ufeff{}',
  'Type=Notification',
  ARRAYS,
  '['.repeat(LEVELS),
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
