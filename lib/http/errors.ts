/**
 * Why the body of a request could not be had.
 *
 * @publicApi
 */
export type BodyErrorCode = 'BODY_TOO_LARGE' | 'BODY_TIMEOUT' | 'BODY_ABORTED' | 'BODY_CONSUMED';

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
