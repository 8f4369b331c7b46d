/**
 * Why the body of a request could not be read.
 *
 * | code | the body |
 * |---|---|
 * | `BODY_TOO_LARGE` | is larger than `bodyLimit` |
 * | `BODY_TIMEOUT` | did not arrive within 5 seconds |
 * | `BODY_ABORTED` | ended before its end: the connection was closed, or the stream failed |
 * | `BODY_CONSUMED` | was read by a middleware that kept nothing of it |
 * | `BODY_FRAGMENTED` | came in thousands of pieces of a few bytes |
 * | `OVERLOADED` | gave way to newer ones: the bodies that were arriving took too much memory |
 *
 * @publicApi
 */
export type BodyErrorCode =
  | 'BODY_TOO_LARGE'
  | 'BODY_TIMEOUT'
  | 'BODY_ABORTED'
  | 'BODY_CONSUMED'
  | 'BODY_FRAGMENTED'
  | 'OVERLOADED';

/**
 * The body of a request could not be read; `code` says why.
 *
 * @publicApi
 */
export class BodyError extends Error {
  override readonly name = 'BodyError';

  constructor(
    readonly code: BodyErrorCode,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

export function bodyTooLarge(limit: number): BodyError {
  return new BodyError('BODY_TOO_LARGE', `the body is larger than ${limit} bytes`);
}

/** @param cause what the stream failed with, or `null` when it was just closed. */
export function bodyAborted(cause: Error | null): BodyError {
  return cause === null
    ? new BodyError('BODY_ABORTED', 'the connection was closed')
    : new BodyError('BODY_ABORTED', 'the body broke off', { cause });
}
