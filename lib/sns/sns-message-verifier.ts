import { checkOptions } from '../validation/check-options.js';
import { CertificateStore } from './certificate-store.js';
import { decodeBody } from './decode-body.js';
import {
  checkDeliveryHeaders,
  refuseRawDelivery,
  type DeliveryHeaders,
} from './delivery-headers.js';
import {
  acceptedCertificate,
  acceptedVersion,
  certificateUrlOf,
  checkAge,
  checkSignature,
  checkTopic,
} from './message-checks.js';
import { parseSnsMessage } from './parse-sns-message.js';
import { SIGNATURE_VERSIONS, type SnsSignatureVersion } from './signature.js';
import type { SnsMessage } from './sns-message.js';
import {
  SnsMessageVerifierRules,
  type SnsMessageVerifierOptions,
} from './sns-message-verifier.options.js';
import { textLengthOf } from './text-length.js';
import { TopicAllowList } from './topic-allow-list.js';

/**
 * In ms. SNS retries for up to an hour and keeps the timestamp; the other five minutes allow for
 * clocks that differ.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
export const DEFAULT_MAX_MESSAGE_AGE = 65 * 60 * 1000;

/**
 * A check of a message. The checks run in this order.
 *
 * @publicApi
 */
export type SnsCheck = 'envelope' | 'headers' | 'topic' | 'age' | 'certificate' | 'signature';

/**
 * Verifies that a message comes from an allowed SNS topic. Independent of Nest.
 *
 * The checks run in a fixed order, and nothing is fetched for a message that fails an earlier one:
 * form, headers, topic, age, certificate URL, certificate, signature.
 *
 * @example
 * const verifier = new SnsMessageVerifier({ topicArns: ['arn:aws:sns:us-east-1:123456789012:*'] });
 * const message = await verifier.verify(body);
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 * @publicApi
 */
export class SnsMessageVerifier {
  private readonly topics: TopicAllowList;
  private readonly certificates: CertificateStore;
  private readonly clock: () => number;
  private readonly maxMessageAge: number;
  private readonly signatureVersions: readonly SnsSignatureVersion[];

  /**
   * @throws MisfitNotificationOptionsError if an option is unknown or has an invalid value.
   */
  constructor(options: SnsMessageVerifierOptions) {
    checkOptions('SnsMessageVerifier', SnsMessageVerifierRules, options);
    this.topics = new TopicAllowList(options.topicArns);
    this.clock = options.clock ?? Date.now;
    this.maxMessageAge = options.maxMessageAge ?? DEFAULT_MAX_MESSAGE_AGE;
    this.signatureVersions = options.signatureVersions ?? SIGNATURE_VERSIONS;
    this.certificates = new CertificateStore(options.fetch ?? fetch, this.clock);
  }

  /**
   * Checks that `topicArns` allows a topic.
   *
   * @param messageId the message in question, for the error.
   * @throws SnsVerificationError `TOPIC_NOT_ALLOWED` if it does not.
   */
  checkTopic(topicArn: string, messageId?: string): void {
    checkTopic(this.topics, topicArn, messageId);
  }

  /**
   * Verifies a message.
   *
   * @param body the body of the request: its text, its bytes, or the object parsed from it.
   * @param headers the request's headers by lower-case name. Those named `x-amz-sns-*` must agree
   * with the body; without headers, that is not checked.
   * @returns a new, frozen object that holds the signed fields and no others.
   * @throws SnsVerificationError if the message is refused. If `isFinal` of the error is true,
   * every other delivery of the message would be refused too.
   * @throws CertificateUnavailableError if the message cannot be verified now, because its signing
   * certificate could not be fetched.
   */
  async verify(body: unknown, headers: DeliveryHeaders = {}): Promise<SnsMessage> {
    let json: unknown;
    try {
      refuseRawDelivery(headers);
      json = decodeBody(body);
    } catch (error) {
      return rejectLater(error);
    }
    return this.verifyParsed(json, headers);
  }

  /**
   * Like `verify`, for a body that is already parsed from its JSON. Does not check for raw message
   * delivery: a raw body can be any text, so refuse it before you parse it.
   *
   * @param onPassed called after each check that the message passes.
   */
  async verifyParsed(
    json: unknown,
    headers: DeliveryHeaders = {},
    onPassed?: (check: SnsCheck) => void,
  ): Promise<SnsMessage> {
    try {
      const envelope = parseSnsMessage(json);
      onPassed?.('envelope');
      checkDeliveryHeaders(envelope.message, headers);
      onPassed?.('headers');
      this.checkTopic(envelope.message.TopicArn, envelope.message.MessageId);
      onPassed?.('topic');
      checkAge(envelope, this.clock(), this.maxMessageAge);
      onPassed?.('age');
      const { topic, signature } = envelope;
      // For most messages the certificate is cached, and no promise is needed.
      const lookup =
        this.certificates.peek(signature.SigningCertURL, topic) ??
        (await this.certificates.get(certificateUrlOf(envelope), topic, textLengthOf(json)));
      const certificate = acceptedCertificate(envelope, lookup);
      onPassed?.('certificate');
      const version = acceptedVersion(envelope, this.signatureVersions);
      checkSignature(envelope, certificate, version);
      onPassed?.('signature');
      return envelope.message;
    } catch (error) {
      return rejectLater(error);
    }
  }
}

/**
 * Rejects in a later microtask, when the caller already awaits the promise. Node keeps a record of
 * each rejected promise that nobody awaits yet, which costs several times as much as the refusal.
 */
async function rejectLater(error: unknown): Promise<never> {
  await Promise.resolve();
  throw error;
}
