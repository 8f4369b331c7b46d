import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Subscription } from 'rxjs';
import type { MisfitDeliveryRecord } from '../bus/delivery-record.js';
import type { MisfitCompletion, MisfitFailure } from '../bus/event-streams.js';
import { MisfitEventBus } from '../bus/misfit-event-bus.js';
import { describeError } from '../common/describe-error.js';
import { logText } from '../common/log-text.js';
import type { MisfitEvent } from '../misfit/event-classes.js';
import { DeliveryHistory } from './delivery-history.js';
import { InspectedModule } from './inspected-module.js';
import { IntervalMeasures } from './interval-measures.js';
import { ListingLimit } from './listing-limit.js';
import { INSPECTOR_OPTIONS, type ResolvedInspectorOptions } from './misfit-inspector.options.js';
import type { DeliveryView } from './page/records.js';

/** Longest reason or error that is kept, in UTF-16 code units. */
const MAX_TEXT = 1_000;

/** Observes the event bus, and keeps what the page shows. */
@Injectable()
export class InspectorRecorder implements OnModuleInit, OnModuleDestroy {
  readonly history: DeliveryHistory;
  readonly measures = new IntervalMeasures();
  readonly limit = new ListingLimit();
  private subscriptions: Subscription[] = [];
  /** Message that was not admitted last. What else is known of it mostly comes next. */
  private unlistedMessage: string | undefined;

  constructor(
    private readonly inspected: InspectedModule,
    @Inject(INSPECTOR_OPTIONS) { keep }: ResolvedInspectorOptions,
  ) {
    this.history = new DeliveryHistory(keep);
  }

  /** @throws MisfitNotificationOptionsError if the application has no `MisfitNotificationModule`. */
  onModuleInit(): void {
    const bus = this.inspected.get(MisfitEventBus);
    this.subscriptions = [
      bus.deliveries$.subscribe((delivery) => this.recordDelivery(delivery)),
      bus.on('*').subscribe((event) => {
        if (this.isListed(event)) this.history.addEvent(event);
      }),
      bus.completions$.subscribe((completion) => this.recordCompletion(completion)),
      bus.failures$.subscribe((failure) => this.recordFailure(failure)),
    ];
  }

  onModuleDestroy(): void {
    for (const subscription of this.subscriptions) subscription.unsubscribe();
  }

  private recordDelivery(record: MisfitDeliveryRecord): void {
    this.measures.countDelivery(record.outcome, record.duration);
    if (this.isDeliveryListed(record)) this.history.addDelivery(viewOf(record));
    else this.limit.unlisted++;
  }

  private isDeliveryListed({ isVerified, messageId }: MisfitDeliveryRecord): boolean {
    if (!isVerified || messageId === undefined) return this.limit.admits(isVerified);
    // Its events were admitted or not; a copy of the message is another delivery.
    if (this.history.awaitsDelivery(messageId)) return true;
    if (messageId !== this.unlistedMessage) return this.limit.admits(true);
    this.unlistedMessage = undefined;
    return false;
  }

  private recordCompletion({ event, handler, duration, attempt }: MisfitCompletion): void {
    if (!this.isListed(event)) return;
    this.history.setTask(event, {
      handler,
      outcome: 'done',
      duration,
      ...(attempt !== undefined && { attempt }),
    });
  }

  private recordFailure({ event, handler, error, ...outlook }: MisfitFailure): void {
    const { attempt, retryAt, deadLetterId } = outlook;
    this.measures.countFailure();
    if (!this.isListed(event)) return;
    this.history.setTask(event, {
      handler,
      outcome: deadLetterId === undefined ? 'failed' : 'dead',
      error: logText(describeError(error).message, MAX_TEXT),
      ...(attempt !== undefined && { attempt }),
      ...(retryAt !== undefined && { retryAt: retryAt.getTime() }),
    });
  }

  /** In process, the events and tasks of a message come before its delivery. */
  private isListed({ notification: { messageId } }: MisfitEvent): boolean {
    if (messageId === this.unlistedMessage) return false;
    if (this.history.knows(messageId) || this.limit.admits(true)) return true;
    this.unlistedMessage = messageId;
    return false;
  }
}

/** A delivery as the page shows it, with shortened texts. */
function viewOf(record: MisfitDeliveryRecord): Omit<DeliveryView, 'id' | 'events'> {
  const { outcome, status, code, reason, isVerified, type, topicArn, messageId } = record;
  const { updates, receivedAt, duration } = record;
  return {
    outcome,
    status,
    isVerified,
    updates,
    duration,
    ...(code !== undefined && { code }),
    ...(type !== undefined && { type }),
    receivedAt: receivedAt.getTime(),
    ...(reason !== undefined && { reason: logText(reason, MAX_TEXT) }),
    ...(topicArn !== undefined && { topicArn: logText(topicArn, MAX_TEXT) }),
    ...(messageId !== undefined && { messageId: logText(messageId, MAX_TEXT) }),
  };
}
