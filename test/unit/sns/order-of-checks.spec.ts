import { MisfitSimulator } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import type { DeliveryHeaders } from '../../../lib/sns/delivery-headers.js';
import { SnsMessageVerifier } from '../../../lib/sns/sns-message-verifier.js';
import { makeCertificate } from '../../support/sns/certificate-maker.js';
import { refusalOf } from '../../support/observers/refusals.js';

const NOW = Date.parse('2026-11-24T01:02:03.456Z');
const MINUTE = 60_000;
const TOPIC = 'arn:aws:sns:us-east-1:819895241319:resource-tp1';
const OTHER_FILE = `SimpleNotificationService-${'0'.repeat(32)}.pem`;

const simulator = new MisfitSimulator({ clock: () => NOW });
const foreign = await makeCertificate({ subject: 'evil.example' });

interface Attempt {
  message: Record<string, unknown>;
  headers: Record<string, string>;
}

/** Each spoils one more thing; listed in the order in which the verifier looks at them. */
const FAULTS: readonly [code: string, spoil: (attempt: Attempt) => void][] = [
  ['RAW_DELIVERY', ({ headers }) => (headers['x-amz-sns-rawdelivery'] = 'true')],
  ['MALFORMED_MESSAGE', ({ message }) => (message.Message = 7)],
  ['HEADER_MISMATCH', ({ headers }) => (headers['x-amz-sns-message-id'] = 'another')],
  ['TOPIC_NOT_ALLOWED', ({ message }) => (message.TopicArn = `${TOPIC}-2`)],
  [
    'MESSAGE_TOO_OLD',
    ({ message }) => (message.Timestamp = new Date(NOW - 66 * MINUTE).toISOString()),
  ],
  [
    'CERTIFICATE_URL_REFUSED',
    ({ message }) => (message.SigningCertURL = `https://evil.example/${OTHER_FILE}`),
  ],
  [
    'CERTIFICATE_REFUSED',
    ({ message }) => (message.SigningCertURL = `https://sns.us-east-1.amazonaws.com/${OTHER_FILE}`),
  ],
  ['SIGNATURE_VERSION_REFUSED', ({ message }) => (message.SignatureVersion = '3')],
  ['SIGNATURE_INVALID', ({ message }) => (message.Subject = 'Not what was signed')],
];

const CODES_AFTER_A_REQUEST = new Set([
  'CERTIFICATE_REFUSED',
  'SIGNATURE_VERSION_REFUSED',
  'SIGNATURE_INVALID',
]);

function verify(spoilers: readonly ((attempt: Attempt) => void)[]) {
  const requested: string[] = [];
  const verifier = new SnsMessageVerifier({
    topicArns: [TOPIC],
    clock: () => NOW,
    fetch: async (url) => {
      requested.push(url.href);
      return url.href.endsWith(OTHER_FILE) ? new Response(foreign.pem) : simulator.fetch(url);
    },
  });
  const attempt: Attempt = { message: { ...simulator.notification([]) }, headers: {} };
  // The last first: where two spoil the same field, the earlier check has to see its fault.
  for (const spoil of spoilers.toReversed()) spoil(attempt);
  const headers: DeliveryHeaders = attempt.headers;
  return { verification: verifier.verify(JSON.stringify(attempt.message), headers), requested };
}

describe('the verifier', () => {
  it('accepts the message that nothing is wrong with, after one request', async () => {
    const { verification, requested } = verify([]);
    expect(await verification).toMatchObject({ Type: 'Notification', TopicArn: TOPIC });
    expect(requested).toHaveLength(1);
  });

  it('accepts headers that agree with the body, and SNS that says it delivers no raw message', async () => {
    const { verification } = verify([
      ({ headers, message }) => {
        headers['x-amz-sns-rawdelivery'] = 'false';
        headers['x-amz-sns-message-type'] = 'Notification';
        headers['x-amz-sns-message-id'] = String(message.MessageId);
        headers['x-amz-sns-topic-arn'] = TOPIC;
      },
    ]);
    expect(await verification).toMatchObject({ TopicArn: TOPIC });
  });

  it.each(FAULTS)('refuses with %s what is wrong in this alone', async (code, spoil) => {
    const { verification, requested } = verify([spoil]);
    expect(await refusalOf(verification)).toMatchObject({ code });
    expect(requested).toHaveLength(CODES_AFTER_A_REQUEST.has(code) ? 1 : 0);
  });

  it.each(FAULTS.slice(2))('names the message that it refuses with %s', async (_, spoil) => {
    let topicArn: unknown;
    let messageId: unknown;
    const note = ({ message }: Attempt) => ({ TopicArn: topicArn, MessageId: messageId } = message);
    const { verification } = verify([note, spoil]);
    const refused = await refusalOf(verification);
    expect(topicArn).toBeTypeOf('string');
    expect(refused).toMatchObject({ refused: { topicArn, messageId } });
  });

  it.each(FAULTS.map(([code], index) => [code, index] as const))(
    'refuses with %s what is wrong in this and in all that is looked at later',
    async (code, index) => {
      const { verification, requested } = verify(FAULTS.slice(index).map(([, spoil]) => spoil));
      expect(await refusalOf(verification)).toMatchObject({ code });
      expect(requested).toHaveLength(CODES_AFTER_A_REQUEST.has(code) ? 1 : 0);
    },
  );

  it('looks at the certificate before the signature: it may be had later', async () => {
    const { verification } = verify([
      ({ message }) =>
        (message.SigningCertURL = `https://sns.us-east-1.amazonaws.com/${OTHER_FILE.replace('0', '1')}`),
      ({ message }) => (message.Signature = 'AAAA'),
    ]);
    expect(await refusalOf(verification)).toMatchObject({ code: 'CERTIFICATE_UNAVAILABLE' });
  });
});
