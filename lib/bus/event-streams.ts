import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Subject } from 'rxjs';
import type { MisfitRejectionCode } from '../codes/codes.js';
import type { MisfitEvent } from '../misfit/event-classes.js';
import type { MisfitDeliveryRecord } from './delivery-record.js';
import type { MisfitSubscriptionEvent } from './subscription-events.js';

/**
 * A request that was refused, wholly or in part.
 *
 * @publicApi
 */
export interface MisfitRejection {
  readonly code: MisfitRejectionCode;
  /** Explains the code for this request. */
  readonly reason: string;
  /** As the sender claims it: not verified. */
  readonly messageId?: string;
  /** As the sender claims it: not verified. */
  readonly topicArn?: string;
}

/**
 * What happens after a failure. Empty for in-process delivery, where SNS decides about retries.
 *
 * @publicApi
 */
export interface RetryOutlook {
  /** Number of the attempt that failed, starting at 1. */
  readonly attempt?: number;
  /** When the handler runs again. */
  readonly retryAt?: Date;
  /** Id in `MisfitDeadLetters`, if this was the last automatic attempt. */
  readonly deadLetterId?: string;
}

/**
 * A failed run of a handler. It is repeated as long as SNS, or the queue, has retries left.
 *
 * @publicApi
 */
export interface MisfitFailure extends RetryOutlook {
  readonly event: MisfitEvent;
  /** The handler's name: `name` in the options of `@OnMisfitEvent()`, or `Class.method`. */
  readonly handler: string;
  /** The value that the handler has thrown, or the error of a run that was too late. */
  readonly error: unknown;
}

/**
 * A task that has succeeded: one handler's work on one event.
 *
 * @publicApi
 */
export interface MisfitCompletion {
  readonly event: MisfitEvent;
  /** The handler's name: `name` in the options of `@OnMisfitEvent()`, or `Class.method`. */
  readonly handler: string;
  /** Time that this run of the handler took, in ms. */
  readonly duration: number;
  /** Number of the attempt that succeeded, from 1. Durable deliveries only. */
  readonly attempt?: number;
}

/** The subjects behind the read-only streams of `MisfitEventBus`. */
@Injectable()
export class EventStreams implements OnApplicationShutdown {
  readonly events = new Subject<MisfitEvent>();
  readonly subscriptions = new Subject<MisfitSubscriptionEvent>();
  readonly rejections = new Subject<MisfitRejection>();
  readonly failures = new Subject<MisfitFailure>();
  readonly completions = new Subject<MisfitCompletion>();
  readonly deliveries = new Subject<MisfitDeliveryRecord>();

  onApplicationShutdown(): void {
    this.events.complete();
    this.subscriptions.complete();
    this.rejections.complete();
    this.failures.complete();
    this.completions.complete();
    this.deliveries.complete();
  }
}
