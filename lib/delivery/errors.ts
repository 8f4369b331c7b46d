/**
 * A notification was not dealt with, and will be if SNS delivers it again: all of these are
 * answered 503.
 *
 * @publicApi
 */
export type DeliveryErrorCode =
  | 'HANDLER_TIMEOUT'
  | 'IN_PROGRESS'
  | 'IDEMPOTENCY_STORE_UNAVAILABLE'
  | 'OVERLOADED'
  | 'SHUTTING_DOWN';

/**
 * @publicApi
 */
export class DeliveryError extends Error {
  override readonly name: string = 'DeliveryError';

  constructor(
    readonly code: DeliveryErrorCode,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

/**
 * A handler had not settled when the notification had to be answered. It goes on, and what it
 * completes is not repeated.
 *
 * @publicApi
 */
export class HandlerTimeoutError extends DeliveryError {
  override readonly name = 'HandlerTimeoutError';

  constructor(handler: string) {
    super(
      'HANDLER_TIMEOUT',
      `${handler} had not finished when the notification had to be answered`,
    );
  }
}

/**
 * Handlers failed; `errors` holds what each of them threw.
 *
 * @publicApi
 */
export class HandlersFailedError extends AggregateError {
  override readonly name = 'HandlersFailedError';
  readonly code = 'HANDLER_FAILED';
}
