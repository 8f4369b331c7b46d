import { Inject, Injectable } from '@nestjs/common';
import { DeliveryHost } from '../delivery/delivery-host.js';
import { HandlersFailedError } from '../delivery/errors.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../misfit-notification.options.js';
import { parseUpdates } from '../misfit/parse-updates.js';
import type { SnsNotification } from '../sns/sns-message.js';
import { DeliveryRefusedException } from './delivery-refused.exception.js';
import type { IncomingDelivery } from './incoming-delivery.js';
import { RejectionReporter } from './rejection-reporter.js';
import { SubscriptionHandler } from './subscription-handler.js';

/** Deals with what the guard has let through; resolves when it may be answered 200. */
@Injectable()
export class NotificationReceiver {
  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    private readonly delivery: DeliveryHost,
    private readonly subscriptions: SubscriptionHandler,
    private readonly reporter: RejectionReporter,
  ) {}

  async receive({ content, receivedAt }: IncomingDelivery): Promise<void> {
    const timeout = this.options.handlerTimeout - (performance.now() - receivedAt);
    try {
      if ('verifyUrl' in content) await this.subscriptions.answerTest(content, timeout);
      else if (content.Type === 'Notification') await this.accept(content, timeout);
      else await this.subscriptions.handle(content, timeout);
    } catch (error) {
      // Each handler's failure has been reported by itself.
      if (!(error instanceof HandlersFailedError)) this.reporter.reportError(error);
      throw new DeliveryRefusedException(error);
    }
  }

  private async accept(message: SnsNotification, timeout: number): Promise<void> {
    const notification = parseUpdates(message);
    for (const { index, reason } of notification.malformed) {
      this.reporter.report({
        code: 'MALFORMED_UPDATE',
        reason: `update ${index} was skipped: ${reason}`,
        messageId: message.MessageId,
        topicArn: message.TopicArn,
      });
    }
    await this.delivery.accept(notification, timeout);
  }
}
