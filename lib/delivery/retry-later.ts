/**
 * Thrown by a handler that cannot do its work yet, for example because Misfit's API has answered
 * 429: not a failure, the event only has to come again.
 *
 * A queue waits exactly so long, and counts no attempt. In process the notification is answered 503
 * and comes when SNS tries next, which is up to SNS.
 *
 * @example
 * throw new RetryLater(new Date(Number(response.headers.get('x-ratelimit-reset')) * 1000));
 *
 * @publicApi
 */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';

  /** The earliest time at which another try makes sense. */
  readonly at: Date;

  /**
   * @param when that time, or the milliseconds until then.
   * @throws RangeError for an invalid date, and for a number that is negative or not finite.
   */
  constructor(when: Date | number, reason = 'the handler asked for another try') {
    super(reason);
    const isDelay = typeof when === 'number';
    this.at = isDelay ? new Date(Date.now() + when) : when;
    if (Number.isNaN(this.at.getTime()) || (isDelay && when < 0)) {
      throw new RangeError('RetryLater: when must be a valid date or milliseconds from now');
    }
  }
}

/** Whether that is what was thrown. A proxy may refuse even to be asked. */
export function isRetryLater(error: unknown): error is RetryLater {
  try {
    return error instanceof RetryLater;
  } catch {
    return false;
  }
}
