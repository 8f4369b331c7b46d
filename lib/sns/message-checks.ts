import { parseCertificateUrl } from './certificate-url.js';
import type { RefusedMessage } from './errors.js';
import type { SnsEnvelope } from './parse-sns-message.js';
import { refusal } from './refusal.js';
import { isSignedBy, type SnsSignatureVersion } from './signature.js';
import type { CertificateLookup, SigningCertificate } from './signing-certificate.js';
import type { TopicAllowList } from './topic-allow-list.js';

// The checks of a parsed message, in the order in which they run. Each throws SnsVerificationError.

/** How far ahead of the clock a message's timestamp may be, in ms. */
export const MAX_CLOCK_SKEW = 5 * 60 * 1000;

export function checkTopic(topics: TopicAllowList, topicArn: string, messageId?: string): void {
  if (topics.allows(topicArn)) return;
  throw refusal('TOPIC_NOT_ALLOWED', 'the topic is not among topicArns', {
    topicArn,
    ...(messageId !== undefined && { messageId }),
  });
}

export function checkAge(envelope: SnsEnvelope, now: number, maxMessageAge: number): void {
  const age = now - envelope.sentAt;
  const seconds = Math.round(Math.abs(age) / 1000);
  if (age > maxMessageAge) {
    const reason = `sent ${seconds} s ago; if the message is new, check this machine's clock`;
    throw refusal('MESSAGE_TOO_OLD', reason, refusedOf(envelope));
  }
  if (age < -MAX_CLOCK_SKEW) {
    const reason = `dated ${seconds} s ahead of the clock; check this machine's clock`;
    throw refusal('MESSAGE_FROM_FUTURE', reason, refusedOf(envelope));
  }
}

export function certificateUrlOf(envelope: SnsEnvelope): URL {
  const url = parseCertificateUrl(envelope.signature.SigningCertURL, envelope.topic);
  if (url !== undefined) return url;
  const reason = "SigningCertURL is not at the SNS endpoint of the topic's region";
  throw refusal('CERTIFICATE_URL_REFUSED', reason, refusedOf(envelope));
}

export function acceptedCertificate(
  envelope: SnsEnvelope,
  lookup: CertificateLookup,
): SigningCertificate {
  if (typeof lookup !== 'string') return lookup;
  throw refusal('CERTIFICATE_REFUSED', lookup, refusedOf(envelope));
}

export function acceptedVersion(
  envelope: SnsEnvelope,
  accepted: readonly SnsSignatureVersion[],
): SnsSignatureVersion {
  const { SignatureVersion } = envelope.signature;
  if (isOneOf(accepted, SignatureVersion)) return SignatureVersion;
  const reason = 'the signature version is not among signatureVersions';
  throw refusal('SIGNATURE_VERSION_REFUSED', reason, refusedOf(envelope));
}

export function checkSignature(
  envelope: SnsEnvelope,
  { publicKey }: SigningCertificate,
  version: SnsSignatureVersion,
): void {
  const { message, signatureBytes } = envelope;
  if (signatureBytes && isSignedBy(publicKey, version, message, signatureBytes)) return;
  const reason = 'the signature does not belong to the message';
  throw refusal('SIGNATURE_INVALID', reason, refusedOf(envelope));
}

function isOneOf(accepted: readonly string[], version: string): version is SnsSignatureVersion {
  return accepted.includes(version);
}

function refusedOf({ message }: SnsEnvelope): RefusedMessage {
  return { messageId: message.MessageId, topicArn: message.TopicArn };
}
