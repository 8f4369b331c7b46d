import type { MisfitCode } from '../codes/codes.js';
import type { DELIVERY_CODES } from '../codes/delivery-codes.js';

/**
 * Why a notification is answered 503, so that SNS delivers it again. docs/codes.md says what each
 * code means and what to do.
 *
 * @publicApi
 */
export type DeliveryErrorCode = keyof typeof DELIVERY_CODES;

/**
 * A notification cannot be answered 200 now; `code` says why.
 *
 * @publicApi
 */
export class DeliveryError extends Error {
  override readonly name: string = 'DeliveryError';

  constructor(
    /** Why the notification is answered 503. */
    readonly code: DeliveryErrorCode,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

export function shuttingDown(): DeliveryError {
  return new DeliveryError(
    'SHUTTING_DOWN',
    'the application is starting or shutting down, and accepts no notifications',
  );
}

/**
 * A handler did not finish in time. Nothing stops it. In process, the handler does not run again
 * for this event if it succeeds later. In a queue, this run counts as failed, and another one
 * follows.
 *
 * @publicApi
 */
export class HandlerTimeoutError extends DeliveryError {
  override readonly name = 'HandlerTimeoutError';

  constructor(handler: string, deadline = 'before the notification had to be answered') {
    super('HANDLER_TIMEOUT', `${handler} did not finish ${deadline}`);
  }
}

/**
 * In process, one handler or more failed, did not finish in time, or could not be started. `errors`
 * holds the error of each.
 *
 * @publicApi
 */
export class HandlersFailedError extends AggregateError {
  override readonly name = 'HandlersFailedError';
  readonly code = 'HANDLER_FAILED' satisfies MisfitCode;
}

/**
 * The delivery in process keeps no dead letters: SNS delivers a failed notification again until SNS
 * has used up its retries.
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
