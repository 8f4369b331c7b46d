import { Inject, Injectable, Logger } from '@nestjs/common';
import { EventStreams } from '../events/event-streams.js';
import {
  EndpointTested,
  SubscriptionCancelled,
  SubscriptionConfirmed,
  SubscriptionPending,
} from '../events/subscription-events.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../misfit-notification.options.js';
import { answerEndpointTest, type EndpointTest } from '../misfit/endpoint-test.js';
import { EndpointTestError, ForeignAppError } from '../misfit/errors.js';
import { confirmationUrl, confirmSubscription } from '../sns/confirm-subscription.js';
import type {
  SnsSubscriptionConfirmation,
  SnsUnsubscribeConfirmation,
} from '../sns/sns-message.js';

/** Milliseconds that a request to SNS or Misfit may take. */
const REQUEST_TIMEOUT = 5_000;

/** Tests are not signed: strangers must not have this server send as many requests as they like. */
const MAX_TESTS_AT_ONCE = 4;

/** Deals with the messages about the subscription itself. */
@Injectable()
export class SubscriptionHandler {
  private readonly logger = new Logger('MisfitNotification');
  private testsAtWork = 0;

  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    private readonly streams: EventStreams,
  ) {}

  /** @throws SubscriptionConfirmationError when SNS does not take the confirmation. */
  async handle(
    message: SnsSubscriptionConfirmation | SnsUnsubscribeConfirmation,
    timeout: number,
  ): Promise<void> {
    const { TopicArn: topicArn, MessageId: messageId } = message;
    if (message.Type === 'UnsubscribeConfirmation') {
      this.logger.warn(`No longer subscribed to ${topicArn}`);
      this.streams.subscriptions.next(new SubscriptionCancelled(topicArn, messageId));
    } else if (this.options.autoConfirm) {
      await confirmSubscription(this.options.fetch, message, Math.min(timeout, REQUEST_TIMEOUT));
      this.logger.log(`Subscribed to ${topicArn}`);
      this.streams.subscriptions.next(new SubscriptionConfirmed(topicArn, messageId));
    } else {
      this.logger.warn(
        `${topicArn} waits for its subscription to be confirmed: autoConfirm is off`,
      );
      const { href } = confirmationUrl(message);
      this.streams.subscriptions.next(new SubscriptionPending(topicArn, messageId, href));
    }
  }

  /**
   * @throws ForeignAppError when the test is for another app than `appId`.
   * @throws EndpointTestError when Misfit does not take the answer.
   */
  async answerTest(test: EndpointTest, timeout: number): Promise<void> {
    this.checkApp(test.appId);
    if (this.testsAtWork >= MAX_TESTS_AT_ONCE) {
      throw new EndpointTestError('too many endpoint tests at once');
    }
    this.testsAtWork++;
    try {
      await answerEndpointTest(this.options.fetch, test, Math.min(timeout, REQUEST_TIMEOUT));
    } finally {
      this.testsAtWork--;
    }
    this.logger.log(`Answered the endpoint test of Misfit app ${test.appId}`);
    this.streams.subscriptions.next(new EndpointTested(test.topicArn, test.appId));
  }

  private checkApp(appId: string): void {
    const expected = this.options.appId;
    if (expected === undefined) {
      this.logger.warn(
        `Answering the endpoint test of Misfit app ${appId}: if it is yours, set appId to it, so ` +
          'that tests of other apps are refused',
      );
    } else if (appId !== expected) {
      throw new ForeignAppError(`the endpoint test is for app ${appId}, not for ${expected}`);
    }
  }
}
