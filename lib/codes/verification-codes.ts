import type { CodeTable } from './code-table.js';

/** Codes of `SnsVerificationError`, in the order of the checks. */
export const VERIFICATION_CODES = {
  MALFORMED_MESSAGE: {
    status: 400,
    meaning:
      'The body is not an SNS message: not JSON, or a field is missing or has the wrong type or form',
    remedy: 'None, if a stranger sent it. Otherwise check that no proxy changes the body',
  },
  RAW_DELIVERY: {
    status: 400,
    meaning: 'The message was sent with raw message delivery, which carries no signature',
    remedy: 'Switch raw message delivery off for the subscription',
  },
  HEADER_MISMATCH: {
    status: 400,
    meaning: 'An `x-amz-sns-*` header contradicts the body',
    remedy: 'Check that no proxy sets these headers',
  },
  TOPIC_NOT_ALLOWED: {
    status: 403,
    meaning: 'The topic is not in `topicArns`',
    remedy: 'If the topic in the log is yours, add it to `topicArns`',
  },
  MESSAGE_TOO_OLD: {
    status: 403,
    meaning: 'The message is older than `maxMessageAge` by the clock of the server',
    remedy: 'Check whether the clock is fast. If it is right, somebody replays an old message',
    see: { Clocks: 'clocks.md' },
  },
  MESSAGE_FROM_FUTURE: {
    status: 503,
    meaning: 'The message is dated more than 5 minutes ahead of the clock of the server',
    remedy: 'Check the clock: it is probably slow',
    see: { Clocks: 'clocks.md' },
  },
  CERTIFICATE_URL_REFUSED: {
    status: 403,
    meaning: "The URL of the signing certificate is not at the SNS endpoint of the topic's region",
    remedy: 'None: the message is forged',
  },
  CERTIFICATE_REFUSED: {
    status: 403,
    meaning: 'The certificate does not belong to SNS, is not valid at this time, or has a weak key',
    remedy: 'Check the clock of the server, and whether a proxy replaces downloads',
  },
  SIGNATURE_VERSION_REFUSED: {
    status: 403,
    meaning: 'The signature version is unknown or not in `signatureVersions`',
    remedy: "Set the topic's `SignatureVersion`, or allow version 1",
  },
  SIGNATURE_INVALID: {
    status: 403,
    meaning: 'The signature does not match the message',
    remedy: 'None, if a stranger sent it. Otherwise check that no proxy changes the body',
  },
} as const satisfies CodeTable;
