import { Logger } from '@nestjs/common';
import { loggableError } from '../common/loggable-error.js';
import { logText } from '../common/log-text.js';
import type { RetryOutlook } from '../bus/event-streams.js';
import type { MisfitEvent } from '../misfit/event-classes.js';
import { retryTimeOf } from './retry-later.js';

/** Length of a counting window, in ms. */
const WINDOW = 60_000;

/**
 * Time for which SNS retries by default, in ms: three retries, 20 s apart.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
const SNS_RETRIES = 60_000;

/** Lines per window, for each handler and kind of failure. */
const MAX_LINES = 10;

type FailureKind = 'failures' | 'dead letters' | 'requests for another try';

/**
 * Logs the failures of handlers, at most ten a minute for each handler and kind. A handler whose
 * database is down fails on every event and would flood the log.
 */
export class FailureLog {
  private readonly logger = new Logger('MisfitNotification');
  private readonly lines = new Map<string, number>();
  /** On the clock of `performance.now()`. */
  private windowEnd = 0;

  log(event: MisfitEvent, handler: string, error: unknown, outlook: RetryOutlook): void {
    const retryTime = retryTimeOf(error);
    if (!this.hasRoomFor(handler, kindOf(retryTime, outlook))) return;
    const { type, action, id, notification } = event;
    const name = `${logText(type)}.${logText(action)}`;
    const what = `${handler} on ${name} ${logText(id)} (message ${notification.messageId})`;
    const { message, stack } = loggableError(error);
    if (retryTime !== undefined) {
      const asked = `${what} asks for another try at ${retryTime.toISOString()}: ${message}`;
      this.logger.warn(asked + warningFor(retryTime, outlook));
    } else {
      this.logger.error(`${what} failed: ${message}${inWords(outlook)}`, stack);
    }
  }

  private hasRoomFor(handler: string, kind: FailureKind): boolean {
    const now = performance.now();
    if (now >= this.windowEnd) {
      this.windowEnd = now + WINDOW;
      this.lines.clear();
    }
    const key = `${handler} ${kind}`;
    const lines = this.lines.get(key) ?? 0;
    if (lines > MAX_LINES) return false;
    this.lines.set(key, lines + 1);
    if (lines < MAX_LINES) return true;
    this.logger.warn(
      `${handler}: more ${kind} like these are not logged for up to a minute; failures$ of ` +
        'MisfitEventBus shows them all',
    );
    return false;
  }
}

function kindOf(retryTime: Date | undefined, { deadLetterId }: RetryOutlook): FailureKind {
  if (retryTime !== undefined) return 'requests for another try';
  return deadLetterId === undefined ? 'failures' : 'dead letters';
}

function inWords({ attempt, retryAt, deadLetterId }: RetryOutlook): string {
  if (deadLetterId !== undefined)
    return ` (attempt ${attempt}, the last: dead letter ${deadLetterId})`;
  if (retryAt !== undefined) return ` (attempt ${attempt}, the next at ${retryAt.toISOString()})`;
  return '';
}

/** Only a queue can keep an event until the time that its handler asks for. */
function warningFor(retryTime: Date, { retryAt }: RetryOutlook): string {
  if (retryAt !== undefined || retryTime.getTime() <= Date.now() + SNS_RETRIES) return '';
  return (
    ' (SNS makes its last retry about a minute after the first delivery by default, and then this ' +
    'event is lost: use sqliteDelivery() or bullmqDelivery() to wait longer)'
  );
}
