/**
 * Thrown by a handler that cannot handle the event yet, for example because Misfit's API has
 * answered 429. This is not a failure: it only asks for a later retry.
 *
 * A durable delivery (`sqliteDelivery`, `bullmqDelivery`) waits until that time and does not count
 * an attempt.
 *
 * The delivery in process cannot wait: the notification is answered 503, and SNS retries when its
 * policy says so, by default three times within a minute. After the last retry the event is lost. A
 * warning is logged if the time asked for lies beyond that minute. In process, each `RetryLater`
 * counts as a failed run: after four of them the pauses of `HANDLER_BACKOFF` apply.
 *
 * @example
 * throw new RetryLater(new Date(Number(response.headers.get('x-ratelimit-reset')) * 1000));
 *
 * @publicApi
 */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';

  /** Earliest time of the next attempt. */
  readonly at: Date;

  /**
   * @param when the earliest time of the next attempt, or the time until then in ms.
   * @throws RangeError for an invalid date, or a number that is negative or not finite.
   */
  constructor(when: Date | number, reason = 'the handler asked for another try') {
    super(reason);
    const isDelay = typeof when === 'number';
    // A copy: the caller may change its date later.
    this.at = new Date(isDelay ? Date.now() + when : when);
    if (Number.isNaN(this.at.getTime()) || (isDelay && when < 0)) {
      throw new RangeError('RetryLater: when must be a valid date or milliseconds from now');
    }
  }
}

/**
 * The time that a handler asks for, if it has thrown a `RetryLater`. The thrown value can be
 * anything: a proxy may throw even on `instanceof`, and the date may have been made invalid.
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
