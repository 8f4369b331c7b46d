import { Logger } from '@nestjs/common';
import { loggableError } from '../common/loggable-error.js';
import { logText } from '../common/log-text.js';
import { LogThrottle } from '../common/log-throttle.js';
import type { RetryOutlook } from '../bus/event-streams.js';
import type { MisfitEvent } from '../misfit/event-classes.js';
import { retryTimeOf } from './retry-later.js';

/**
 * Time for which SNS retries by default, in ms: three retries, 20 s apart.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
const SNS_RETRIES = 60_000;

/** Lines a minute, for each handler and kind of failure. */
const MAX_LINES = 10;

type FailureKind = 'failures' | 'dead letters' | 'requests for another try';

/**
 * Logs the failures of handlers, at most ten a minute for each handler and kind. A handler whose
 * database is down fails on every event and would flood the log.
 */
export class FailureLog {
  private readonly logger = new Logger('MisfitNotification');
  private readonly throttle = new LogThrottle({
    subject: 'failures of handlers',
    write: (line) => this.logger.warn(`${line}. failures$ of MisfitEventBus shows them all`),
    clock: () => performance.now(),
    linesPerCode: MAX_LINES,
  });

  log(event: MisfitEvent, handler: string, error: unknown, outlook: RetryOutlook): void {
    const retryTime = retryTimeOf(error);
    if (!this.throttle.admit(`${kindOf(retryTime, outlook)} of ${handler}`)) return;
    const { type, action, id, notification } = event;
    const name = `${logText(type)}.${logText(action)}`;
    const what = `${handler} on ${name} ${logText(id)} (message ${notification.messageId})`;
    const { message, stack } = loggableError(error);
    if (retryTime !== undefined) {
      const asked = `${what} asks for another try at ${retryTime.toISOString()}: ${message}`;
      this.logger.warn(asked + warningFor(retryTime, outlook));
    } else {
      this.logger.error(`${what} failed: ${message}${describeOutlook(outlook)}`, stack);
    }
  }

  /** Logs how many failures it has left out. */
  flush(): void {
    this.throttle.flush();
  }
}

function kindOf(retryTime: Date | undefined, { deadLetterId }: RetryOutlook): FailureKind {
  if (retryTime !== undefined) return 'requests for another try';
  return deadLetterId === undefined ? 'failures' : 'dead letters';
}

function describeOutlook({ attempt, retryAt, deadLetterId }: RetryOutlook): string {
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
