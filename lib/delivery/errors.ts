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
    readonly code: DeliveryErrorCode,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

export function shuttingDown(): DeliveryError {
  return new DeliveryError('SHUTTING_DOWN', 'the application accepts no notifications now');
}

/**
 * A handler did not finish in time. It continues to run. In process, it is not repeated if it
 * succeeds later. In a queue, this run counts as failed and is repeated.
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
 * Handlers failed. `errors` holds what each of them threw.
 *
 * @publicApi
 */
export class HandlersFailedError extends AggregateError {
  override readonly name = 'HandlersFailedError';
  readonly code = 'HANDLER_FAILED' satisfies MisfitCode;
}

/**
 * The delivery in process keeps no dead letters: SNS delivers a failed notification again until its
 * retries are used up.
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
