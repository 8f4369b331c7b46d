import { MisfitSimulator } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { SnsMessageVerifier } from '../../../lib/sns/sns-message-verifier.js';
import { refusalOf } from '../../support/observers/refusals.js';

const NOW = Date.parse('2026-11-24T01:02:03.456Z');
const Timestamp = new Date(NOW).toISOString();
const OURS = 'arn:aws:sns:us-east-1:819895241319:resource-tp1';
const THEIRS = 'arn:aws:sns:us-east-1:666666666666:anything';
const MessageId = '4b30696f-735b-5eaf-8677-3e88ab963caa';
const OTHER_ID = '72e8378d-e4e4-4a17-b3ef-89baa9c6b615';

const simulator = new MisfitSimulator({ clock: () => NOW });

function newVerifier(): SnsMessageVerifier {
  return new SnsMessageVerifier({
    topicArns: [OURS],
    fetch: simulator.fetch,
    clock: () => NOW,
  });
}

/** What SNS signs of a notification, written out once more. */
function signedText(fields: Record<string, unknown>): string {
  return ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
    .flatMap((name) => (name in fields ? [`${name}\n${String(fields[name])}\n`] : []))
    .join('');
}

type Fields = Record<string, string>;

/** The end of a message of the attacker's own topic, as its signed text goes on after the forgery. */
const TAIL = `MessageId\n${OTHER_ID}\nTimestamp\n${Timestamp}\nTopicArn\n${THEIRS}\nType\nNotification`;

const published = (Message: string, more: Fields = {}): Fields => ({
  Type: 'Notification',
  MessageId: OTHER_ID,
  TopicArn: THEIRS,
  Timestamp,
  Message,
  ...more,
});

/** What somebody has SNS sign, and what they post with that signature. */
const FOLDS: readonly [string, signed: Fields, posted: Fields][] = [
  [
    'a message of another topic whose rest is folded into Type',
    published(
      `[]\nMessageId\n${MessageId}\nTimestamp\n${Timestamp}\nTopicArn\n${OURS}\nType\nNotification`,
    ),
    {
      ...published('[]'),
      MessageId,
      TopicArn: OURS,
      Type: `Notification\n${TAIL}`,
    },
  ],
  [
    'a message of another topic whose rest is folded into TopicArn',
    published(`[]\nMessageId\n${MessageId}\nTimestamp\n${Timestamp}\nTopicArn\n${OURS}`),
    {
      ...published('[]'),
      MessageId,
      TopicArn: `${OURS}\n${TAIL.replace('\nType\nNotification', '')}`,
    },
  ],
  [
    'a message whose Subject is folded into MessageId',
    published('[]', { TopicArn: OURS, Subject: 'Hello' }),
    { ...published('[]', { TopicArn: OURS }), MessageId: `${OTHER_ID}\nSubject\nHello` },
  ],
];

describe('fields with newlines in them', () => {
  it.each(FOLDS)('%s has the same signed text as the genuine one', (_, signed, posted) => {
    expect(signedText(posted)).toBe(signedText(signed));
  });

  it.each(FOLDS)('%s is refused for its form', async (_, signed, posted) => {
    const { SignatureVersion, Signature, SigningCertURL } = simulator.sign(signed as never);
    const forged = { ...posted, SignatureVersion, Signature, SigningCertURL };
    expect(await refusalOf(newVerifier().verify(forged))).toMatchObject({
      code: 'MALFORMED_MESSAGE',
    });
  });

  it('are no harm in Message, which stays one text', async () => {
    const Message = `[]\nMessageId\n${MessageId}\nType\nNotification`;
    const signed = simulator.sign(published(Message, { TopicArn: OURS }) as never);
    expect(await newVerifier().verify(signed)).toMatchObject({ Message, MessageId: OTHER_ID });
  });
});
