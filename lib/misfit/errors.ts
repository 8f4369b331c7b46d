/**
 * A message is genuine and its topic is allowed, but its text is not a list of updates.
 *
 * @publicApi
 */
export class MalformedNotificationError extends Error {
  override readonly name = 'MalformedNotificationError';
  readonly code = 'MALFORMED_NOTIFICATION';
}

/**
 * An endpoint test is for another Misfit app than the option `appId` names.
 *
 * @publicApi
 */
export class ForeignAppError extends Error {
  override readonly name = 'ForeignAppError';
  readonly code = 'APP_NOT_ALLOWED';
}

/**
 * Misfit did not accept the answer to its endpoint test or could not be reached, or there are too
 * many tests.
 *
 * @publicApi
 */
export class EndpointTestError extends Error {
  override readonly name = 'EndpointTestError';
  readonly code = 'ENDPOINT_TEST_FAILED';
}
