import { MisfitSimulator } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { SnsMessageVerifier } from '../../../lib/sns/sns-message-verifier.js';
import { refusalOf } from '../../support/observers/refusals.js';

const simulator = new MisfitSimulator();
const genuine = simulator.notification([], 'Hello');
const text = JSON.stringify(genuine);
const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const withMessage = (json: string) => text.replace('"Message":"[]"', `"Message":${json}`);

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
    ['a list', `[${text}]`, /not a JSON object/],
    ['no JSON', 'SECRET', /^the body is not JSON$/],
    ['a message and more', `${text}${text}`, /not JSON/],
    ['a message behind a byte order mark', `\uFEFF${text}`, /not JSON/],
    ['bytes that are no UTF-8', Buffer.from(text.replace('Hello', 'H\u00e9'), 'latin1'), /UTF-8/],
    ['bytes of UTF-16', Buffer.from(text, 'utf16le'), /not JSON/],
    ['an object within an object', { body: genuine }, /^Type must be one of/],
    ['an empty object', {}, /^Type must be one of/],
    ['a map', new Map(Object.entries(genuine)), /not a JSON object/],
    ['lists without end', deep(200_000), /^too much .* outside strings/],
    ['a message with lists for its text', withMessage(deep(100)), /^Message must be/],
    ['a message with lists without end', withMessage(deep(20_000)), /^too much .* outside strings/],
  ])('is refused as malformed: %s', async (_, body, reason) => {
    expect(await outcomeOf(body)).toEqual(malformed(reason));
  });
});

describe('a field of another type than text', () => {
  it.each(NEEDED)('is refused as malformed: %s', async (field) => {
    const value = genuine[field];
    const others = [null, undefined, 7, true, '', [value], [], {}, { toString: () => value }];
    for (const other of others) {
      // An empty Message is a text like any other; its signature is what refuses it.
      if (field === 'Message' && other === '') continue;
      expect(await outcomeOf({ ...genuine, [field]: other })).toEqual(
        malformed(new RegExp(`^${field} must be`)),
      );
    }
  });

  it.each([[null], [7], [['Hello']], [{}]])(
    'is refused as malformed: Subject %j',
    async (Subject) => {
      expect(await outcomeOf({ ...genuine, Subject })).toEqual(malformed(/^Subject must be/));
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

  it('is not Type, whatever every object inherits', async () => {
    for (const Type of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      expect(await outcomeOf({ ...genuine, Type })).toEqual(malformed(/^Type must be one of/));
    }
  });
});

describe('a field that was sent twice', () => {
  it('counts as its last value, which is the one that is verified', async () => {
    const { verifier } = newVerifier();
    const evilFirst = text.replace('{', '{"Message":"[1]",');
    expect(await verifier.verify(evilFirst)).toMatchObject({ Message: '[]' });
    const evilLast = `${text.slice(0, -1)},"Message":"[1]"}`;
    expect(await refusalOf(verifier.verify(evilLast))).toMatchObject({ code: 'SIGNATURE_INVALID' });
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
