import { Inject, Injectable, Logger } from '@nestjs/common';
import { ConcurrencyLimit } from '../../common/concurrency-limit.js';
import { withTimeout } from '../../common/with-timeout.js';
import { DELIVERY_TIMES, type DeliveryTimes } from '../../delivery/delivery-tokens.js';
import { EventStreams } from '../../bus/event-streams.js';
import { InstrumentationRegistry } from '../../bus/instrumentation-registry.js';
import {
  SubscriptionCancelled,
  SubscriptionConfirmed,
  SubscriptionPending,
} from '../../bus/subscription-events.js';
import {
  RESOLVED_OPTIONS,
  type ResolvedOptions,
} from '../../options/misfit-notification.options.js';
import { confirmationUrl, confirmSubscription } from '../../sns/confirm-subscription.js';
import { SubscriptionConfirmationError } from '../../sns/errors.js';
import type {
  SnsSubscriptionConfirmation,
  SnsUnsubscribeConfirmation,
} from '../../sns/sns-message.js';
import type { Fetch } from '../../sns/fetch-bounded.js';
import { observedFetch } from '../observation/observed-fetch.js';
import { OncePerMessage } from './once-per-message.js';

/** Time limit for a request to SNS, in ms. */
const REQUEST_TIMEOUT = 5_000;

const MAX_CONFIRMATIONS_AT_ONCE = 4;
const MAX_CONFIRMATIONS_WAITING = 100;

/** Handles the signed messages about the subscription itself, each one once. */
@Injectable()
export class SubscriptionHandler {
  private readonly logger = new Logger('MisfitNotification');
  private readonly confirmations = new ConcurrencyLimit(
    MAX_CONFIRMATIONS_AT_ONCE,
    MAX_CONFIRMATIONS_WAITING,
  );
  private readonly fetch: Fetch;
  private readonly messages: OncePerMessage;

  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(DELIVERY_TIMES) { retention }: DeliveryTimes,
    private readonly streams: EventStreams,
    instrumentations: InstrumentationRegistry,
  ) {
    this.fetch = observedFetch(options.fetch, 'subscription', instrumentations);
    this.messages = new OncePerMessage({
      subject: 'a message about the subscription',
      retention,
      clock: options.clock,
    });
  }

  /**
   * Resolves when the message has been handled, in this delivery or another one.
   *
   * @param timeout time limit, in ms.
   * @throws SubscriptionConfirmationError if SNS does not accept the confirmation in time. A
   * pending confirmation continues after that.
   */
  handle(
    message: SnsSubscriptionConfirmation | SnsUnsubscribeConfirmation,
    timeout: number,
  ): Promise<void> {
    const handled = this.messages.run(
      message.MessageId,
      () => this.handleOnce(message),
      () =>
        new SubscriptionConfirmationError(
          'this confirmation has failed too often; another try is possible within a minute',
        ),
    );
    return withTimeout(
      handled,
      timeout,
      () => new SubscriptionConfirmationError('SNS has not yet accepted the confirmation'),
    );
  }

  private async handleOnce(
    message: SnsSubscriptionConfirmation | SnsUnsubscribeConfirmation,
  ): Promise<void> {
    if (message.Type === 'UnsubscribeConfirmation') this.reportCancelled(message);
    else if (this.options.autoConfirm) await this.confirm(message);
    else this.reportPending(message);
  }

  private async confirm(message: SnsSubscriptionConfirmation): Promise<void> {
    const { TopicArn: topicArn, MessageId: messageId } = message;
    const confirmed = this.confirmations.tryRun(() =>
      confirmSubscription(this.fetch, message, REQUEST_TIMEOUT),
    );
    if (confirmed === undefined) {
      throw new SubscriptionConfirmationError('too many subscriptions are waiting to be confirmed');
    }
    await confirmed;
    this.logger.log(`Subscribed to ${topicArn}`);
    this.streams.subscriptions.next(new SubscriptionConfirmed(topicArn, messageId));
  }

  private reportPending(message: SnsSubscriptionConfirmation): void {
    const { TopicArn: topicArn, MessageId: messageId } = message;
    this.logger.warn(`The subscription to ${topicArn} waits for confirmation: autoConfirm is off`);
    const { href } = confirmationUrl(message);
    this.streams.subscriptions.next(new SubscriptionPending(topicArn, messageId, href));
  }

  private reportCancelled(message: SnsUnsubscribeConfirmation): void {
    const { TopicArn: topicArn, MessageId: messageId } = message;
    this.logger.warn(`No longer subscribed to ${topicArn}`);
    this.streams.subscriptions.next(new SubscriptionCancelled(topicArn, messageId));
  }
}
