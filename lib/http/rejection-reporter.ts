import { Inject, Injectable, Logger } from '@nestjs/common';
import { describeError } from '../common/describe-error.js';
import { EventStreams, type MisfitRejection } from '../events/event-streams.js';
import { SnsVerificationError } from '../sns/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../misfit-notification.options.js';

const WINDOW = 60_000;

/** Different lines that a window may log: topics are claims, and strangers have endless ones. */
const MAX_LINES = 50;

/**
 * Makes refusals known: to `rejections$` each of them, to the log once a minute for each code and
 * topic, since anyone can cause as many as he likes.
 */
@Injectable()
export class RejectionReporter {
  private readonly logger = new Logger('MisfitNotification');
  private readonly logged = new Set<string>();
  private windowEnd = 0;
  private suppressed = 0;

  constructor(
    private readonly streams: EventStreams,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** Reports an error, unless it has no `code`: then it is not about what came from outside. */
  reportError(error: unknown): void {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (!(error instanceof Error) || typeof code !== 'string') {
      const { message, stack } = describeError(error);
      this.logger.error(message, stack);
      return;
    }
    const refused = error instanceof SnsVerificationError ? error.refused : {};
    this.report({ code, reason: error.message, ...refused });
  }

  report(rejection: MisfitRejection): void {
    if (this.streams.rejections.observed) this.streams.rejections.next(rejection);
    this.log(rejection);
  }

  private log({ code, reason, topicArn, messageId }: MisfitRejection): void {
    this.startWindow();
    const key = `${code} ${topicArn}`;
    if (this.logged.has(key) || this.logged.size >= MAX_LINES) {
      this.suppressed++;
      return;
    }
    this.logged.add(key);
    const about = [topicArn && `topic ${topicArn}`, messageId && `message ${messageId}`];
    const details = about.filter(Boolean).join(', ');
    this.logger.warn(`${code}: ${reason}${details && ` (${details})`}`);
  }

  private startWindow(): void {
    const now = this.options.clock();
    if (now < this.windowEnd) return;
    if (this.suppressed > 0) this.logger.warn(`${this.suppressed} more refusals like those logged`);
    this.windowEnd = now + WINDOW;
    this.suppressed = 0;
    this.logged.clear();
  }
}
