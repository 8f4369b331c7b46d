/**
 * A message is genuine and its topic is allowed, but its text is not a list of updates. Answered
 * 400: SNS does not deliver the message again.
 *
 * @publicApi
 */
export class MalformedNotificationError extends Error {
  override readonly name = 'MalformedNotificationError';
  readonly code = 'MALFORMED_NOTIFICATION';
}

/**
 * An endpoint test is for another Misfit app than the option `appId` names. Answered 403.
 *
 * @publicApi
 */
export class ForeignAppError extends Error {
  override readonly name = 'ForeignAppError';
  readonly code = 'APP_NOT_ALLOWED';
}

/**
 * Misfit did not accept the answer to its endpoint test or could not be reached, or there are too
 * many tests. Answered 503.
 *
 * @publicApi
 */
export class EndpointTestError extends Error {
  override readonly name = 'EndpointTestError';
  readonly code = 'ENDPOINT_TEST_FAILED';
}
