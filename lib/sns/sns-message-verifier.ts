import { CertificateStore } from './certificate-store.js';
import { parseCertificateUrl } from './certificate-url.js';
import { decodeBody } from './decode-body.js';
import {
  checkDeliveryHeaders,
  refuseRawDelivery,
  type DeliveryHeaders,
} from './delivery-headers.js';
import type { RefusedMessage } from './errors.js';
import type { Fetch } from './fetch-bounded.js';
import { parseSnsMessage, type SnsEnvelope } from './parse-sns-message.js';
import { refusal } from './refusal.js';
import { isSignedBy, SIGNATURE_VERSIONS, type SnsSignatureVersion } from './signature.js';
import type { CertificateLookup } from './signing-certificate.js';
import type { SnsMessage } from './sns-message.js';
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
 * Options of `SnsMessageVerifier`.
 *
 * @publicApi
 */
export interface SnsMessageVerifierOptions {
  /** ARNs of the topics whose messages are accepted; `*` may stand for a whole topic name. */
  readonly topicArns: readonly string[];

  /**
   * Fetches the signing certificates.
   *
   * @default the global `fetch`
   */
  readonly fetch?: Fetch;

  /**
   * Returns the current time, in ms since 1970.
   *
   * @default Date.now
   */
  readonly clock?: () => number;

  /**
   * Maximum age of a message, in ms; older ones are refused.
   *
   * @default 3_900_000 (65 minutes)
   */
  readonly maxMessageAge?: number;

  /**
   * Accepted signature versions.
   *
   * @default ['1', '2']
   */
  readonly signatureVersions?: readonly SnsSignatureVersion[];
}

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
    try {
      refuseRawDelivery(headers);
      const json = decodeBody(body);
      const envelope = parseSnsMessage(json);
      checkDeliveryHeaders(envelope.message, headers);
      this.checkTopic(envelope.topic.arn, envelope.message.MessageId);
      this.checkAge(envelope);
      const { topic, signature } = envelope;
      // For most messages the certificate is cached, and no promise is needed.
      const certificate =
        this.certificates.peek(signature.SigningCertURL, topic) ??
        (await this.certificates.get(certificateUrlOf(envelope), topic, textLengthOf(json)));
      this.checkSignature(envelope, certificate);
      return envelope.message;
    } catch (error) {
      // By the next turn the caller waits for it. Node keeps books on rejections that nobody waits
      // for yet, at several times the cost of the refusal.
      await Promise.resolve();
      throw error;
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

  private checkSignature(envelope: SnsEnvelope, certificate: CertificateLookup): void {
    if (typeof certificate === 'string') {
      throw refusal('CERTIFICATE_REFUSED', certificate, refusedOf(envelope));
    }
    const { SignatureVersion } = envelope.signature;
    if (!this.isAllowedVersion(SignatureVersion)) {
      const reason = 'the signature version is not among signatureVersions';
      throw refusal('SIGNATURE_VERSION_REFUSED', reason, refusedOf(envelope));
    }
    const { message, signatureBytes } = envelope;
    if (
      signatureBytes === undefined ||
      !isSignedBy(certificate.publicKey, SignatureVersion, message, signatureBytes)
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

/** Levels of objects in a message: its attributes, and the fields of each of them. */
const LEVELS = 3;

/** How much text a body holds, unsigned fields too, in UTF-16 code units. */
function textLengthOf(value: unknown, levels = LEVELS): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null || levels === 0) return 0;
  let length = 0;
  // By descriptors: a field that is a getter must not be read a second time.
  for (const [name, field] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    length += name.length + textLengthOf(field.value, levels - 1);
  }
  return length;
}

function refusedOf({ message }: SnsEnvelope): RefusedMessage {
  return { messageId: message.MessageId, topicArn: message.TopicArn };
}
