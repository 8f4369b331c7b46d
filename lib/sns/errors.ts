/**
 * Why a message was refused, one code for each check.
 *
 * | code | the message |
 * |---|---|
 * | `MALFORMED_MESSAGE` | is not an SNS message: not JSON, a field missing, of the wrong type or form |
 * | `RAW_DELIVERY` | came by raw message delivery, which carries no signature |
 * | `HEADER_MISMATCH` | contradicts its own `x-amz-sns-*` headers |
 * | `TOPIC_NOT_ALLOWED` | comes from a topic that is not on the allow-list |
 * | `MESSAGE_TOO_OLD` | is older than `maxMessageAge` by this machine's clock |
 * | `MESSAGE_FROM_FUTURE` | is dated more than five minutes ahead of this machine's clock, which may be slow |
 * | `CERTIFICATE_URL_REFUSED` | names a certificate elsewhere than at the SNS endpoint of its topic's region |
 * | `CERTIFICATE_REFUSED` | names a certificate that is not SNS's, is out of its validity period, or has a weak key |
 * | `SIGNATURE_VERSION_REFUSED` | is signed with a version that is unknown or not allowed |
 * | `SIGNATURE_INVALID` | does not carry the signature of what it says |
 *
 * @publicApi
 */
export type SnsVerificationErrorCode =
  | 'MALFORMED_MESSAGE'
  | 'RAW_DELIVERY'
  | 'HEADER_MISMATCH'
  | 'TOPIC_NOT_ALLOWED'
  | 'MESSAGE_TOO_OLD'
  | 'MESSAGE_FROM_FUTURE'
  | 'CERTIFICATE_URL_REFUSED'
  | 'CERTIFICATE_REFUSED'
  | 'SIGNATURE_VERSION_REFUSED'
  | 'SIGNATURE_INVALID';

/**
 * What is known of a refused message. Nothing of it is verified, but each value has passed the
 * check of its form, so it can be logged as it is.
 *
 * @publicApi
 */
export interface RefusedMessage {
  readonly messageId?: string;
  readonly topicArn?: string;
}

/**
 * A message was refused. Where `isFinal`, delivering it again cannot change the answer.
 *
 * @publicApi
 */
export class SnsVerificationError extends Error {
  override readonly name = 'SnsVerificationError';

  constructor(
    readonly code: SnsVerificationErrorCode,
    reason: string,
    readonly refused: RefusedMessage = {},
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }

  /**
   * `false` for `MESSAGE_FROM_FUTURE`: this machine's clock may be slow, and right when the message
   * comes again. `true` for every other code.
   */
  get isFinal(): boolean {
    return this.code !== 'MESSAGE_FROM_FUTURE';
  }
}

/**
 * The signing certificate could not be fetched: a failure of the network, an error page, no answer
 * within 5 s, or too many messages that wait for certificates. The message may be genuine: have it
 * delivered again later.
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
