/**
 * A notification was not dealt with, and will be if SNS delivers it again: all of these are
 * answered 503.
 *
 * `HANDLER_BACKOFF`, in process only: a handler has failed on the message four times, each within a
 * minute of the one before. It runs again after a pause: 1 s at first, twice as long after each
 * further failure, at most 15 s.
 *
 * @publicApi
 */
export type DeliveryErrorCode =
  | 'HANDLER_BACKOFF'
  | 'HANDLER_TIMEOUT'
  | 'IN_PROGRESS'
  | 'IDEMPOTENCY_STORE_UNAVAILABLE'
  | 'OVERLOADED'
  | 'QUEUE_UNAVAILABLE'
  | 'SHUTTING_DOWN';

/**
 * A notification cannot be answered 200 now; `code` says why.
 *
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

export function shuttingDown(): DeliveryError {
  return new DeliveryError('SHUTTING_DOWN', 'not taking notifications');
}

/**
 * A handler had not settled in time. It goes on: in process, what it still completes is not repeated;
 * in a queue, the run has failed and is repeated like any other that did.
 *
 * @publicApi
 */
export class HandlerTimeoutError extends DeliveryError {
  override readonly name = 'HandlerTimeoutError';

  constructor(handler: string, deadline = 'when the notification had to be answered') {
    super('HANDLER_TIMEOUT', `${handler} had not finished ${deadline}`);
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

/**
 * The delivery in process keeps no dead letters: what it could not do, SNS delivers again, until it
 * gives up.
 *
 * @publicApi
 */
export class DeadLettersUnsupportedError extends Error {
  override readonly name = 'DeadLettersUnsupportedError';

  constructor() {
    super(
      'The delivery in process keeps no dead letters: set `delivery` to sqliteDelivery() or ' +
        'bullmqDelivery()',
    );
  }
}
