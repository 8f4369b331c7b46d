/**
 * Thrown by a handler that cannot do its work yet, for example because Misfit's API has answered
 * 429: not a failure, the event only has to come again.
 *
 * A queue waits exactly so long, and counts no attempt. In process the notification is answered 503
 * and comes when SNS tries next, which is up to SNS. There it counts as a failed run: after four of
 * them the pauses of `HANDLER_BACKOFF` apply.
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
    // A copy: the caller may go on to use its date for something else.
    this.at = new Date(isDelay ? Date.now() + when : when);
    if (Number.isNaN(this.at.getTime()) || (isDelay && when < 0)) {
      throw new RangeError('RetryLater: when must be a valid date or milliseconds from now');
    }
  }
}

/**
 * The time that a handler has asked for, if that is what it has thrown. Anything can be thrown: a
 * proxy may refuse even to be asked, and a date may have been set to none.
 */
export function retryTimeOf(error: unknown): Date | undefined {
  try {
    if (!(error instanceof RetryLater)) return undefined;
    const at = new Date(error.at);
    return Number.isNaN(at.getTime()) ? undefined : at;
  } catch {
    return undefined;
  }
}
