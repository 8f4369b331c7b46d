import { Inject, Injectable } from '@nestjs/common';
import type { Awaitable } from '../../common/awaitable.js';
import { DELIVERY } from '../../delivery/delivery-tokens.js';
import type { MisfitDelivery } from '../../delivery/delivery.interface.js';
import { HandlersFailedError } from '../../delivery/errors.js';
import {
  RESOLVED_OPTIONS,
  type ResolvedOptions,
} from '../../options/misfit-notification.options.js';
import { parseUpdates } from '../../misfit/parse-updates.js';
import type { SnsNotification } from '../../sns/sns-message.js';
import { DeliveryRefusedException } from '../refusals/delivery-refused.exception.js';
import { EndpointTestHandler } from '../subscriptions/endpoint-test-handler.js';
import type { DeliveryObservation } from '../observation/delivery-observation.js';
import type { IncomingDelivery } from './incoming-delivery.js';
import { RejectionReporter, type ProblemSource } from '../refusals/rejection-reporter.js';
import { SubscriptionHandler } from '../subscriptions/subscription-handler.js';

/** Processes the messages that pass the guard. */
@Injectable()
export class NotificationReceiver {
  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(DELIVERY) private readonly delivery: MisfitDelivery,
    private readonly subscriptions: SubscriptionHandler,
    private readonly endpointTests: EndpointTestHandler,
    private readonly reporter: RejectionReporter,
  ) {}

  /**
   * Resolves when the answer may be 200.
   *
   * @throws DeliveryRefusedException otherwise.
   */
  async receive(delivery: IncomingDelivery): Promise<void> {
    const { content, observation } = delivery;
    try {
      if (observation === undefined) await this.dispatch(delivery);
      else await observation.run(async () => this.dispatch(delivery));
    } catch (error) {
      observation?.refuse(error);
      this.refuse(error, content);
    }
    observation?.accept();
  }

  private dispatch(delivery: IncomingDelivery): Awaitable<void> {
    const { content, receivedAt } = delivery;
    const timeout = this.options.handlerTimeout - (performance.now() - receivedAt);
    if ('verifyUrl' in content) return this.endpointTests.answer(content, timeout);
    if (content.Type === 'Notification') return this.accept(content, timeout, delivery.observation);
    return this.subscriptions.handle(content, timeout);
  }

  private refuse(error: unknown, content: IncomingDelivery['content']): never {
    // Endpoint tests are not signed.
    const source: ProblemSource = 'verifyUrl' in content ? 'anyone' : 'verified';
    // Failures of handlers have already been reported.
    if (!(error instanceof HandlersFailedError)) this.reporter.reportError(error, source);
    throw new DeliveryRefusedException(error);
  }

  private accept(
    message: SnsNotification,
    timeout: number,
    observation: DeliveryObservation | undefined,
  ): Awaitable<void> {
    const notification = parseUpdates(message, observation?.traceContext());
    observation?.parsed(notification.events.length);
    for (const { index, reason } of notification.malformed) {
      this.reporter.report(
        {
          code: 'MALFORMED_UPDATE',
          reason: `update ${index} was skipped: ${reason}`,
          messageId: message.MessageId,
          topicArn: message.TopicArn,
        },
        'verified',
      );
    }
    return this.delivery.accept(notification, timeout);
  }
}
