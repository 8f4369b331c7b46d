import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Subject } from 'rxjs';
import type { MisfitEvent } from '../misfit/event-classes.js';
import type { MisfitSubscriptionEvent } from './subscription-events.js';

/**
 * Something from outside that was refused, wholly or in part.
 *
 * @publicApi
 */
export interface MisfitRejection {
  /** Which check refused it: an `SnsVerificationErrorCode`, or the `code` of another error. */
  readonly code: string;
  readonly reason: string;
  /** As claimed: nothing of a refused message is verified. */
  readonly messageId?: string;
  /** As claimed: nothing of a refused message is verified. */
  readonly topicArn?: string;
}

/**
 * What comes after a failure, where a queue decides it: in process that is up to SNS.
 *
 * @publicApi
 */
export interface RetryOutlook {
  /** How many runs have been counted, this one included. */
  readonly attempt?: number;
  /** When the handler is run again. */
  readonly retryAt?: Date;
  /** The id in `MisfitDeadLetters` of what is not tried again by itself. */
  readonly deadLetterId?: string;
}

/**
 * A handler that did not do its work. The event comes again while SNS, or the queue, still tries.
 *
 * @publicApi
 */
export interface MisfitFailure extends RetryOutlook {
  readonly event: MisfitEvent;
  /** The handler's name, `Class.method`. */
  readonly handler: string;
  readonly error: unknown;
}

/** The sources behind `MisfitEventBus`: what the module writes to and applications only read. */
@Injectable()
export class EventStreams implements OnApplicationShutdown {
  readonly events = new Subject<MisfitEvent>();
  readonly subscriptions = new Subject<MisfitSubscriptionEvent>();
  readonly rejections = new Subject<MisfitRejection>();
  readonly failures = new Subject<MisfitFailure>();

  onApplicationShutdown(): void {
    this.events.complete();
    this.subscriptions.complete();
    this.rejections.complete();
    this.failures.complete();
  }
}
