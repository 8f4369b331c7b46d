import { VERIFICATION_CODES } from '../codes/verification-codes.js';

/**
 * Why a message was refused, one code for each check. docs/codes.md says what each code means and
 * what to do.
 *
 * @publicApi
 */
export type SnsVerificationErrorCode = keyof typeof VERIFICATION_CODES;

/**
 * The id and the topic that a refused message names; absent if their form is invalid. They are not
 * verified, but because of their form they are safe to log.
 *
 * @publicApi
 */
export interface RefusedMessage {
  /** The `MessageId`, a UUID. */
  readonly messageId?: string;
  /** The `TopicArn`. */
  readonly topicArn?: string;
}

/**
 * A message was refused; `code` says by which check. If `isFinal` is true, every other delivery of
 * the message is refused too.
 *
 * @publicApi
 */
export class SnsVerificationError extends Error {
  override readonly name = 'SnsVerificationError';

  constructor(
    /** The check that refused the message. */
    readonly code: SnsVerificationErrorCode,
    reason: string,
    /** The message, as far as it could be identified. */
    readonly refused: RefusedMessage = {},
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }

  /**
   * `false` for `MESSAGE_FROM_FUTURE`: the clock of this machine may be slow, and correct by the
   * next delivery. `true` for every other code.
   */
  get isFinal(): boolean {
    return VERIFICATION_CODES[this.code].status < 500;
  }
}

/**
 * Could not fetch the signing certificate: the network failed, the answer was an error, there was
 * no answer within 5 s, or too many messages wait for certificates. The message may be genuine, so
 * let SNS deliver it again.
 *
 * @publicApi
 */
export class CertificateUnavailableError extends Error {
  override readonly name = 'CertificateUnavailableError';
  readonly code = 'CERTIFICATE_UNAVAILABLE';
}

/**
 * SNS did not accept the confirmation of a subscription or could not be reached, or there are too
 * many confirmations.
 *
 * @publicApi
 */
export class SubscriptionConfirmationError extends Error {
  override readonly name = 'SubscriptionConfirmationError';
  readonly code = 'CONFIRMATION_FAILED';
}
