import type { BODY_CODES } from '../../codes/body-codes.js';

/**
 * Why the body of a request could not be read. docs/codes.md says what each code means and what to
 * do.
 *
 * @publicApi
 */
export type BodyErrorCode = keyof typeof BODY_CODES;

/**
 * The body of a request could not be read; `code` says why.
 *
 * @publicApi
 */
export class BodyError extends Error {
  override readonly name = 'BodyError';

  constructor(
    /** Why the body could not be read. */
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

/** @param cause the error of the stream; `null` if the stream was closed without one. */
export function bodyAborted(cause: Error | null): BodyError {
  return cause === null
    ? new BodyError('BODY_ABORTED', 'the connection was closed')
    : new BodyError('BODY_ABORTED', 'the connection failed before the body was complete', {
        cause,
      });
}
