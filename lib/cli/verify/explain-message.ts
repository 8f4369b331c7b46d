import type { X509Certificate } from 'node:crypto';
import { parseEndpointTest } from '../../misfit/endpoint-test.js';
import { ENDPOINT_TEST_TOPIC_ARN } from '../../misfit/misfit-topics.js';
import { decodeBody } from '../../sns/decode-body.js';
import { checkDeliveryHeaders, refuseRawDelivery } from '../../sns/delivery-headers.js';
import { checkAge, checkTopic } from '../../sns/message-checks.js';
import { parseSnsMessage, type SnsEnvelope } from '../../sns/parse-sns-message.js';
import { TopicAllowList } from '../../sns/topic-allow-list.js';
import type { CapturedRequest } from './captured-request.js';
import { checkCertificate, type CertificateSource } from './check-certificate.js';
import { CheckList, type Check } from './check-list.js';
import { checkSignatureOf } from './check-signature.js';
import { checkUpdates } from './check-updates.js';
import { withoutSecrets } from './secrets.js';

/** Against what a message is judged. */
export interface Judgement {
  readonly topicArns: readonly string[];
  /** In ms. */
  readonly maxMessageAge: number;
  /** In ms since 1970; `'sent'` for the message's own `Timestamp`. */
  readonly at: number | 'sent';
  readonly certificate: CertificateSource;
}

export interface Explanation {
  readonly checks: readonly Check[];
  /** What was verified: an SNS message, or Misfit's endpoint test, which nobody signs. */
  readonly kind: 'message' | 'endpoint test' | 'unknown';
  readonly envelope?: SnsEnvelope;
  readonly certificate?: X509Certificate;
  /** The first failed check. */
  readonly refusal?: Check;
}

/** Runs the checks of `SnsMessageVerifier` in their order, and goes on after a failed one. */
export async function explainMessage(
  { headers, body }: CapturedRequest,
  judgement: Judgement,
): Promise<Explanation> {
  const list = new CheckList();
  list.run(
    'delivery',
    () => refuseRawDelivery(headers),
    () => 'not raw message delivery',
  );
  const json = list.run(
    'JSON',
    () => decodeBody(body),
    () => `${body.length} bytes of UTF-8`,
  );
  if (list.refusal !== undefined) return conclude(list, { kind: 'unknown' });

  const test = parseEndpointTest(json);
  if (test !== undefined) {
    const detail = `of app ${test.appId}: ${withoutSecrets(test.verifyUrl.href)}`;
    list.run(
      'endpoint test',
      () => test,
      () => detail,
    );
    const fields = { Type: 'SubscriptionConfirmation', TopicArn: ENDPOINT_TEST_TOPIC_ARN };
    list.run(
      'headers',
      () => checkDeliveryHeaders(fields, headers),
      () => 'agree with the body',
    );
    checkTopicOf(list, judgement, test.topicArn);
    list.skip('signature', 'Misfit does not sign endpoint tests');
    return conclude(list, { kind: 'endpoint test' });
  }

  const envelope = list.run('envelope', () => parseSnsMessage(json), describeEnvelope);
  if (envelope === undefined) return conclude(list, { kind: 'unknown' });
  const { message, topic, sentAt } = envelope;
  list.run(
    'headers',
    () => checkDeliveryHeaders(message, headers),
    () => 'agree with the body',
  );
  checkTopicOf(list, judgement, topic.arn);
  const now = judgement.at === 'sent' ? sentAt : judgement.at;
  list.run(
    'age',
    () => checkAge(envelope, now, judgement.maxMessageAge),
    () => {
      return `${Math.round((now - sentAt) / 1000)} s at ${new Date(now).toISOString()}`;
    },
  );
  const found = await checkCertificate(list, envelope, judgement.certificate, now);
  checkSignatureOf(list, envelope, found?.accepted);
  checkUpdates(list, message);
  return conclude(list, {
    kind: 'message',
    envelope,
    ...(found && { certificate: found.certificate }),
  });
}

function checkTopicOf(list: CheckList, { topicArns }: Judgement, arn: string): void {
  list.run(
    'topic',
    () => checkTopic(new TopicAllowList(topicArns), arn),
    () => `${arn} is allowed`,
  );
}

function describeEnvelope({ message }: SnsEnvelope): string {
  return `${message.Type} ${message.MessageId} of ${message.Timestamp}`;
}

function conclude(list: CheckList, rest: Omit<Explanation, 'checks' | 'refusal'>): Explanation {
  const { checks, refusal } = list;
  return { ...rest, checks, ...(refusal && { refusal }) };
}
