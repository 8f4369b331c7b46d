import { Inject, Injectable } from '@nestjs/common';
import { DELIVERY } from '../../delivery/delivery-tokens.js';
import type { MisfitDelivery } from '../../delivery/delivery.interface.js';
import { HandlersFailedError } from '../../delivery/errors.js';
import {
  RESOLVED_OPTIONS,
  type ResolvedOptions,
} from '../../options/misfit-notification.options.js';
import { parseUpdates, type MisfitNotification } from '../../misfit/parse-updates.js';
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
   * @throws DeliveryRefusedException for any other answer.
   */
  async receive(delivery: IncomingDelivery): Promise<void> {
    const { content, observation } = delivery;
    try {
      if (observation === undefined) await this.dispatch(delivery);
      else await observation.run(() => this.dispatch(delivery));
    } catch (error) {
      observation?.refuse(error);
      this.refuse(error, content);
    }
    observation?.accept();
  }

  private async dispatch({ content, receivedAt, observation }: IncomingDelivery): Promise<void> {
    const timeout = this.options.handlerTimeout - (performance.now() - receivedAt);
    if ('verifyUrl' in content) await this.endpointTests.answer(content, timeout);
    else if (content.Type !== 'Notification') await this.subscriptions.handle(content, timeout);
    else await this.delivery.accept(this.parse(content, observation), timeout);
  }

  private refuse(error: unknown, content: IncomingDelivery['content']): never {
    // Endpoint tests are not signed.
    const source: ProblemSource = 'verifyUrl' in content ? 'anyone' : 'verified';
    // Failures of handlers have already been reported.
    if (!(error instanceof HandlersFailedError)) this.reporter.reportError(error, source);
    throw new DeliveryRefusedException(error);
  }

  private parse(
    message: SnsNotification,
    observation: DeliveryObservation | undefined,
  ): MisfitNotification {
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
    return notification;
  }
}
