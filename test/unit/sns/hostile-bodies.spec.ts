import { randomUUID } from 'node:crypto';
import { MisfitSimulator } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { SnsMessageVerifier } from '../../../lib/sns/sns-message-verifier.js';
import { refusalOf } from '../../support/observers/refusals.js';

const simulator = new MisfitSimulator();
const genuine = simulator.notification([], 'Hello');
const text = JSON.stringify(genuine);
const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const deepObjects = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
const withMessage = (json: string) => text.replace('"Message":"[]"', `"Message":${json}`);

/** The name of a field as JSON, its first letter written as an escape. */
const escaped = (field: string) => `"\\u00${field.charCodeAt(0).toString(16)}${field.slice(1)}"`;

const NEEDED = [
  'Type',
  'MessageId',
  'TopicArn',
  'Message',
  'Timestamp',
  'Signature',
  'SignatureVersion',
  'SigningCertURL',
] as const;

function newVerifier() {
  const requested: string[] = [];
  const verifier = new SnsMessageVerifier({
    topicArns: [simulator.topicArn],
    fetch: (url) => {
      requested.push(url.href);
      return simulator.fetch(url);
    },
  });
  return { verifier, requested };
}

/** What comes of a body, and what was fetched for it. */
async function outcomeOf(body: unknown) {
  const { verifier, requested } = newVerifier();
  const { code, message } = await refusalOf(verifier.verify(body));
  return { code, message, requested };
}

function malformed(reason = /\S/) {
  return {
    code: 'MALFORMED_MESSAGE',
    message: expect.stringMatching(reason) as string,
    requested: [],
  };
}

describe('a body that is no message', () => {
  it.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /not a JSON object/],
    ['an empty text', '', /not JSON/],
    ['null', 'null', /not a JSON object/],
    ['a number', '123', /not a JSON object/],
    ['a text', '"text"', /not a JSON object/],
    ['true', 'true', /not a JSON object/],
    ['a number beyond all numbers', '1e999', /not a JSON object/],
    ['a list', `[${text}]`, /not a JSON object/],
    ['an empty list', '[]', /not a JSON object/],
    ['a list of an empty object', '[{}]', /not a JSON object/],
    ['no JSON', 'SECRET', /^the body is not JSON$/],
    ['an object that does not end', '{', /not JSON/],
    ['a string that does not end', '"', /not JSON/],
    ['a blank', ' ', /not JSON/],
    ['a newline', '\n', /not JSON/],
    ['a zero byte', '\0', /not JSON/],
    ['the word undefined', 'undefined', /not JSON/],
    ['not a number', 'NaN', /not JSON/],
    ['single quotes', "{'Type':'Notification'}", /not JSON/],
    ['a comma too many', '{"Type":"Notification",}', /not JSON/],
    ['a form', 'Type=Notification', /not JSON/],
    ['two objects', '{}{}', /not JSON/],
    ['an object behind a byte order mark', '\ufeff{}', /not JSON/],
    ['a message and more', `${text}${text}`, /not JSON/],
    ['a message behind a byte order mark', `\uFEFF${text}`, /not JSON/],
    ['bytes that are no UTF-8', Buffer.from(text.replace('Hello', 'H\u00e9'), 'latin1'), /UTF-8/],
    ['bytes of UTF-16', Buffer.from(text, 'utf16le'), /not JSON/],
    ['an object within an object', { body: genuine }, /^Type must be one of/],
    ['an empty object', {}, /^Type must be one of/],
    ['a map', new Map(Object.entries(genuine)), /not a JSON object/],
    ['an empty object as text', '{}', /^Type must be one of/],
    ['a string of zero bytes', `"${'\\u0000'.repeat(100_000)}"`, /not a JSON object/],
    ['a number of many digits', '1'.repeat(100_000), /too much JSON structure/],
    [
      'the same key again and again',
      `{${'"a":1,'.repeat(100_000)}"b":1}`,
      /too much JSON structure/,
    ],
    ['lists without end', deep(200_000), /too much JSON structure/],
    ['lists that do not end', '['.repeat(100_000), /too much JSON structure/],
    ['objects without end', deepObjects(100_000), /too much JSON structure/],
    ['objects that do not end', '{"a":'.repeat(100_000), /too much JSON structure/],
    ['a message with lists for its text', withMessage(deep(100)), /^Message must be/],
    ['a message with lists without end', withMessage(deep(20_000)), /too much JSON structure/],
  ])('is refused as malformed: %s', async (_, body, reason) => {
    expect(await outcomeOf(body)).toEqual(malformed(reason));
  });
});

describe('a field of another type than text', () => {
  const confirmation = simulator.unsubscribeConfirmation();
  const fields = [
    ...NEEDED.map((field) => [field, genuine] as const),
    ...['Token', 'SubscribeURL'].map((field) => [field, confirmation] as const),
  ];

  it.each(fields)('is refused as malformed: %s', async (field, message) => {
    const value = (message as never as Record<string, unknown>)[field];
    const lists = [[], [value], [[value]]];
    const objects: unknown[] = [
      {},
      { toString: value },
      { toString: () => value },
      { value, length: 1 },
    ];
    const others = [null, undefined, 0, 1, 7, -1.5e300, true, false, '', ...lists, ...objects];
    for (const other of others) {
      // An empty Message is a text like any other; its signature is what refuses it.
      if (field === 'Message' && other === '') continue;
      expect(await outcomeOf({ ...message, [field]: other })).toEqual(
        malformed(new RegExp(`^${field} must be`)),
      );
    }
    for (const json of [deep(20_000), deepObjects(20_000)]) {
      const body = JSON.stringify({ ...message, [field]: '*' }).replace('"*"', json);
      expect(await outcomeOf(body)).toEqual(malformed(/too much JSON structure/));
    }
  });

  it.each([[null], [0], [7], [true], [[]], [['Hello']], [[['Hello']]], [{}]])(
    'is refused as malformed: Subject %j',
    async (Subject) => {
      expect(await outcomeOf({ ...genuine, Subject })).toEqual(malformed(/^Subject must be/));
    },
  );

  it.each(['UnsubscribeURL', 'MessageAttributes'])(
    'is ignored where it is not signed, but for its depth: %s',
    async (field) => {
      const { verifier } = newVerifier();
      const expected = await verifier.verify(text);
      for (const value of [[], ['x'], {}, { toString: 'x' }, 0, -1.5e300, null, true, false]) {
        expect(await verifier.verify({ ...genuine, [field]: value })).toEqual(expected);
      }
      for (const json of [deep(20_000), deepObjects(20_000)]) {
        const body = JSON.stringify({ ...genuine, [field]: '*' }).replace('"*"', json);
        expect(await outcomeOf(body)).toEqual(malformed(/too much JSON structure/));
      }
    },
  );
});

describe('a field that was not sent', () => {
  it.each(NEEDED)('is not looked for in the prototype: %s', async (field) => {
    const { [field]: value, ...rest } = genuine;
    const parsed = `{"__proto__":{"${field}":${JSON.stringify(value)}},${JSON.stringify(rest).slice(1)}`;
    expect(await outcomeOf(parsed)).toEqual(malformed());
    const inheriting = Object.assign(Object.create({ [field]: value }) as object, rest);
    expect(await outcomeOf(inheriting)).toEqual(malformed());
  });
});

describe('a Type that SNS does not have', () => {
  const inherited = ['constructor', 'toString', '__proto__', 'hasOwnProperty'];

  it.each([...inherited, 'notification', 'Notification ', ''])(
    'is refused as malformed: %j',
    async (Type) => {
      expect(await outcomeOf({ ...genuine, Type })).toEqual(malformed(/^Type must be one of/));
    },
  );
});

describe('a field that was sent twice', () => {
  it.each([
    ['Message', '[1]', 'SIGNATURE_INVALID'],
    ['MessageId', randomUUID(), 'SIGNATURE_INVALID'],
    ['Subject', 'Urgent', 'SIGNATURE_INVALID'],
    ['Signature', simulator.notification([]).Signature, 'SIGNATURE_INVALID'],
    ['SignatureVersion', '2', 'SIGNATURE_INVALID'],
    ['SigningCertURL', 'https://attacker.example/a.pem', 'CERTIFICATE_URL_REFUSED'],
    ['TopicArn', 'arn:aws:sns:us-east-1:666666666666:mine', 'TOPIC_NOT_ALLOWED'],
    ['Type', 'Subscription', 'MALFORMED_MESSAGE'],
    ['Timestamp', 'now', 'MALFORMED_MESSAGE'],
  ])('is verified and returned as its last copy: %s', async (field, forged, code) => {
    const { verifier } = newVerifier();
    const copy = (name: string) => `${name}:${JSON.stringify(forged)}`;
    const expected = await verifier.verify(text);
    for (const name of [`"${field}"`, escaped(field)]) {
      const genuineLast = text.replace('{', () => `{${copy(name)},`);
      expect(await verifier.verify(genuineLast), name).toEqual(expected);
      const forgedLast = text.replace(/}$/, () => `,${copy(name)}}`);
      expect(JSON.parse(forgedLast)).toHaveProperty(field, forged);
      expect(await refusalOf(verifier.verify(forgedLast)), name).toMatchObject({ code });
    }
  });
});

describe('a field that answers differently each time', () => {
  it('is read once', async () => {
    const { verifier } = newVerifier();
    let reads = 0;
    const body = Object.defineProperty({ ...genuine }, 'Message', {
      enumerable: true,
      get: () => (reads++ === 0 ? '[]' : '["evil"]'),
    });
    expect(await verifier.verify(body)).toMatchObject({ Message: '[]' });
    expect(reads).toBe(1);
  });
});

describe('what a verified message holds', () => {
  it('does not change with the body that it came in', async () => {
    const { verifier } = newVerifier();
    const body = { ...genuine };
    const verification = verifier.verify(body);
    Object.assign(body, { Message: '["evil"]', TopicArn: 'evil' });
    expect(await verification).toMatchObject({ Message: '[]', TopicArn: simulator.topicArn });
  });

  it('does not come from unsigned fields', async () => {
    const { verifier } = newVerifier();
    const Token = 'evil';
    const message = await verifier.verify({ ...genuine, Token, MessageAttributes: {}, raw: 1 });
    expect(Object.keys(message).toSorted()).toEqual([
      'Message',
      'MessageId',
      'Subject',
      'Timestamp',
      'TopicArn',
      'Type',
    ]);
  });
});

describe('the reason of a refusal', () => {
  it('quotes nothing of the body', async () => {
    const { verifier } = newVerifier();
    for (const body of [
      'SECRET',
      { ...genuine, Type: 'SECRET' },
      { ...genuine, Token: 7, MessageId: 'SECRET' },
    ]) {
      const refusal = await refusalOf(verifier.verify(body));
      expect(JSON.stringify([refusal.message, refusal])).not.toContain('SECRET');
      expect(refusal.cause).toBeUndefined();
    }
  });

  it('comes with the id and the topic, where these are well-formed', async () => {
    const { verifier } = newVerifier();
    const { MessageId: messageId, TopicArn: topicArn } = genuine;
    expect(await refusalOf(verifier.verify({ ...genuine, Timestamp: 7 }))).toMatchObject({
      refused: { messageId, topicArn },
    });
    const body = { ...genuine, TopicArn: 'a\nb', MessageId: 'c\nd' };
    expect(await refusalOf(verifier.verify(body))).toMatchObject({ refused: {} });
    const refusal = await refusalOf(verifier.verify(body));
    expect('refused' in refusal && Object.keys(refusal.refused)).toEqual([]);
  });
});
