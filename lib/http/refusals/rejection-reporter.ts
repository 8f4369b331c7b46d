import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { describeError } from '../../common/describe-error.js';
import { logText } from '../../common/log-text.js';
import { LogThrottle } from '../../common/log-throttle.js';
import { loggableError } from '../../common/loggable-error.js';
import { EventStreams, type MisfitRejection } from '../../bus/event-streams.js';
import {
  RESOLVED_OPTIONS,
  type ResolvedOptions,
} from '../../options/misfit-notification.options.js';
import { rejectionOf } from './rejection-of.js';

/**
 * Who can cause a problem: anyone who can reach the endpoint, or only messages that SNS has signed
 * for an allowed topic.
 */
export type ProblemSource = 'anyone' | 'verified';

/** Longest reason in a log line, in UTF-16 code units. */
const MAX_REASON = 500;

/**
 * Reports refusals: each one to `rejections$`, and to the log once a minute for each code and
 * topic. Problems with genuine messages have a limit of their own, so that forgeries cannot hide
 * them.
 */
@Injectable()
export class RejectionReporter implements OnApplicationShutdown {
  private readonly logger = new Logger('MisfitNotification');
  private readonly throttles: Readonly<Record<ProblemSource, LogThrottle>>;

  constructor(
    private readonly streams: EventStreams,
    @Inject(RESOLVED_OPTIONS) { clock }: ResolvedOptions,
  ) {
    const write = (line: string): void => this.logger.warn(line);
    this.throttles = {
      anyone: new LogThrottle({ subject: 'refusals', write, clock }),
      verified: new LogThrottle({ subject: 'problems with genuine messages', write, clock }),
    };
  }

  /** Reports an error: one of this package as a refusal, any other one as a bug. */
  reportError(error: unknown, source: ProblemSource = 'anyone'): void {
    const rejection = rejectionOf(error);
    if (rejection === undefined) this.logFault(error, source);
    else this.report(rejection, source);
  }

  report(rejection: MisfitRejection, source: ProblemSource): void {
    if (this.streams.rejections.observed) this.streams.rejections.next(rejection);
    this.logRejection(rejection, source);
  }

  onApplicationShutdown(): void {
    this.throttles.anyone.flush();
    this.throttles.verified.flush();
  }

  private logRejection(rejection: MisfitRejection, source: ProblemSource): void {
    const { code, reason, topicArn, messageId } = rejection;
    if (!this.throttles[source].admit(code, topicArn)) return;
    const about = [topicArn && `topic ${topicArn}`, messageId && `message ${messageId}`];
    const details = about.filter(Boolean).join(', ');
    this.logger.warn(`${code}: ${logText(reason, MAX_REASON)}${details && ` (${details})`}`);
  }

  private logFault(error: unknown, source: ProblemSource): void {
    const about = logText(describeError(error).message);
    if (!this.throttles[source].admit('UNEXPECTED_ERROR', about)) return;
    const { message, stack } = loggableError(error);
    this.logger.error(message, stack);
  }
}
