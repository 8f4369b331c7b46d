import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { validateSync } from 'class-validator';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SnsVerificationError } from '../../lib/sns/errors.js';
import { parseSnsMessage } from '../../lib/sns/parse-sns-message.js';
import {
  SnsNotification,
  SnsSignature,
  SnsSubscriptionConfirmation,
  SnsUnsubscribeConfirmation,
} from '../../lib/sns/sns-message.js';
import { lookalikes } from '../support/verification/message-edits.js';
import { webUrl } from '../support/verification/text-arbitraries.js';

const SIGNED = ['Type', 'MessageId', 'TopicArn', 'Message', 'Timestamp'];
const SUBSCRIPTION = [...SIGNED, 'Token', 'SubscribeURL'];
const SIGNATURE = ['SignatureVersion', 'Signature', 'SigningCertURL'];

const DTOS: ReadonlyMap<unknown, readonly [ClassConstructor<object>, readonly string[]]> = new Map(
  Object.entries({
    Notification: [SnsNotification, [...SIGNED, 'Subject']],
    SubscriptionConfirmation: [SnsSubscriptionConfirmation, SUBSCRIPTION],
    UnsubscribeConfirmation: [SnsUnsubscribeConfirmation, SUBSCRIPTION],
  } as const),
);

type Body = Record<string, unknown>;

/** Most fields good, some good-looking, some of another type, some missing. */
const bodies: fc.Arbitrary<Body> = fc.record(
  Object.fromEntries(
    Object.entries({
      Type: fc.constantFrom(...DTOS.keys()),
      MessageId: fc.uuid(),
      TopicArn: fc.constant('arn:aws:sns:us-east-1:819895241319:resource-tp1'),
      Message: fc.json(),
      Timestamp: fc
        .date({ min: new Date(0), noInvalidDate: true, max: new Date('9999-12-31') })
        .map((date) => date.toISOString()),
      Subject: fc.constantFrom('Hello', '', undefined),
      Token: fc.string({ unit: 'grapheme-ascii', minLength: 1 }),
      SubscribeURL: webUrl(),
      SignatureVersion: fc.constantFrom('1', '2', '3'),
      Signature: fc.base64String({ minLength: 4 }),
      SigningCertURL: webUrl(),
    }).map(([name, good]) => [
      name,
      fc.oneof(
        { weight: 30, arbitrary: good as fc.Arbitrary<unknown> },
        { weight: 2, arbitrary: lookalikes(name) },
        { weight: 1, arbitrary: fc.oneof(fc.jsonValue(), fc.constant(undefined)) },
      ),
    ]),
  ),
);

describe('the plain check of an SNS message', () => {
  it('gives the verdict of the rules of its DTOs, and says why it refuses', () => {
    const verdicts = { good: 0, bad: 0 };
    fc.assert(
      fc.property(bodies, (body) => {
        const isGood = keepsTheRules(body);
        verdicts[isGood ? 'good' : 'bad'] += 1;
        expect(verdictOn(body)).toMatch(
          isGood ? /^accepted$/ : /^MALFORMED_MESSAGE: \w+ must be \S/,
        );
      }),
      { numRuns: 1_000 },
    );
    expect(Math.min(verdicts.good, verdicts.bad)).toBeGreaterThanOrEqual(100);
  });
});

function keepsTheRules(body: Body): boolean {
  const rules = DTOS.get(body.Type);
  if (rules === undefined) return false;
  const [dto, names] = rules;
  const errors = [
    ...validateSync(plainToInstance(dto, pick(body, names))),
    ...validateSync(plainToInstance(SnsSignature, pick(body, SIGNATURE))),
  ];
  return errors.length === 0;
}

function pick(body: Body, names: readonly string[]): Body {
  return Object.fromEntries(names.map((name) => [name, body[name]]));
}

function verdictOn(body: Body): string {
  try {
    parseSnsMessage(body);
    return 'accepted';
  } catch (error) {
    const { code, message } = error as SnsVerificationError;
    return `${code}: ${message}`;
  }
}
