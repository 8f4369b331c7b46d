import { CertificateStore } from './certificate-store.js';
import { parseCertificateUrl } from './certificate-url.js';
import { decodeBody } from './decode-body.js';
import {
  checkDeliveryHeaders,
  refuseRawDelivery,
  type DeliveryHeaders,
} from './delivery-headers.js';
import type { RefusedMessage } from './errors.js';
import { parseSnsMessage, type SnsEnvelope } from './parse-sns-message.js';
import { refusal } from './refusal.js';
import { isSignedBy, SIGNATURE_VERSIONS, type SnsSignatureVersion } from './signature.js';
import type { SigningCertificate } from './signing-certificate.js';
import type { SnsMessage } from './sns-message.js';
import type { SnsMessageVerifierOptions } from './sns-message-verifier.options.js';
import { textLengthOf } from './text-length.js';
import { TopicAllowList } from './topic-allow-list.js';

/**
 * SNS delivers again for up to an hour with the first timestamp; five minutes more are for clocks
 * that differ.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
export const DEFAULT_MAX_MESSAGE_AGE = 65 * 60 * 1000;

/** How far ahead of the clock a message's timestamp may be, in ms. */
export const MAX_CLOCK_SKEW = 5 * 60 * 1000;

/**
 * A check that a message passes, in this order.
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
  private readonly signatureVersions: readonly string[];

  /** @throws TypeError if `topicArns` is empty or contains anything but ARNs of topics. */
  constructor(options: SnsMessageVerifierOptions) {
    this.topics = new TopicAllowList(options.topicArns);
    this.clock = options.clock ?? Date.now;
    this.maxMessageAge = options.maxMessageAge ?? DEFAULT_MAX_MESSAGE_AGE;
    this.signatureVersions = options.signatureVersions ?? SIGNATURE_VERSIONS;
    this.certificates = new CertificateStore(options.fetch ?? fetch, this.clock);
  }

  /** @throws SnsVerificationError `TOPIC_NOT_ALLOWED` unless `topicArns` allows the topic. */
  checkTopic(topicArn: string, messageId?: string): void {
    if (this.topics.allows(topicArn)) return;
    throw refusal('TOPIC_NOT_ALLOWED', 'the topic is not among topicArns', {
      topicArn,
      ...(messageId !== undefined && { messageId }),
    });
  }

  /**
   * Verifies a message.
   *
   * @param body what was posted: the text, its bytes, or the object parsed from them.
   * @param headers the request's headers by lower-case name; `x-amz-sns-*` must agree with the
   * body.
   * @returns a fresh, frozen object that holds the signed fields and no other.
   * @throws SnsVerificationError if the message is refused; permanently if its `isFinal` is true.
   * @throws CertificateUnavailableError if the message cannot be verified now.
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
   * Like `verify`, for a body that has already been parsed from its JSON.
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
      this.checkAge(envelope);
      onPassed?.('age');
      const { topic, signature } = envelope;
      // For most messages the certificate is cached, and no promise is needed.
      const certificate =
        this.certificates.peek(signature.SigningCertURL, topic) ??
        (await this.certificates.get(certificateUrlOf(envelope), topic, textLengthOf(json)));
      if (typeof certificate === 'string') {
        throw refusal('CERTIFICATE_REFUSED', certificate, refusedOf(envelope));
      }
      onPassed?.('certificate');
      this.checkSignature(envelope, certificate);
      onPassed?.('signature');
      return envelope.message;
    } catch (error) {
      return rejectLater(error);
    }
  }

  private checkAge(envelope: SnsEnvelope): void {
    const age = this.clock() - envelope.sentAt;
    const seconds = Math.round(Math.abs(age) / 1000);
    if (age > this.maxMessageAge) {
      const reason = `sent ${seconds} s ago; if it is new, check this machine's clock`;
      throw refusal('MESSAGE_TOO_OLD', reason, refusedOf(envelope));
    }
    if (age < -MAX_CLOCK_SKEW) {
      const reason = `dated ${seconds} s ahead of the clock; check this machine's clock`;
      throw refusal('MESSAGE_FROM_FUTURE', reason, refusedOf(envelope));
    }
  }

  private checkSignature(envelope: SnsEnvelope, { publicKey }: SigningCertificate): void {
    const { SignatureVersion } = envelope.signature;
    if (!this.isAllowedVersion(SignatureVersion)) {
      const reason = 'the signature version is not among signatureVersions';
      throw refusal('SIGNATURE_VERSION_REFUSED', reason, refusedOf(envelope));
    }
    const { message, signatureBytes } = envelope;
    if (
      signatureBytes === undefined ||
      !isSignedBy(publicKey, SignatureVersion, message, signatureBytes)
    ) {
      const reason = 'the signature does not belong to the message';
      throw refusal('SIGNATURE_INVALID', reason, refusedOf(envelope));
    }
  }

  private isAllowedVersion(version: string): version is SnsSignatureVersion {
    return this.signatureVersions.includes(version);
  }
}

function certificateUrlOf(envelope: SnsEnvelope): URL {
  const url = parseCertificateUrl(envelope.signature.SigningCertURL, envelope.topic);
  if (url !== undefined) return url;
  const reason = "SigningCertURL is not at the SNS endpoint of the topic's region";
  throw refusal('CERTIFICATE_URL_REFUSED', reason, refusedOf(envelope));
}

/**
 * By the next turn the caller waits for the rejection. Node keeps account of rejections that nobody
 * waits for yet, which costs several times as much as the refusal.
 */
async function rejectLater(error: unknown): Promise<never> {
  await Promise.resolve();
  throw error;
}

function refusedOf({ message }: SnsEnvelope): RefusedMessage {
  return { messageId: message.MessageId, topicArn: message.TopicArn };
}
