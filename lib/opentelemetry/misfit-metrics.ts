import type { Attributes, Counter, Histogram, Meter } from '@opentelemetry/api';
import type { MisfitDeliveryRecord } from '../bus/delivery-record.js';
import type { MisfitFailure, MisfitRejection } from '../bus/event-streams.js';
import { retryTimeOf } from '../delivery/retry-later.js';
import type { MisfitEvent } from '../misfit/event-classes.js';
import { UnknownMisfitEvent } from '../misfit/events/unknown-event.js';
import { DELIVER, HANDLE, MISFIT, OTHER, SEMCONV } from './names.js';
import { errorTypeOf } from './span-errors.js';

/** In seconds, as the conventions for messaging want them. */
const BOUNDARIES = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/**
 * The counters and histograms. No attribute has an unbounded number of values: no ids, and nothing
 * that a stranger can choose.
 */
export class MisfitMetrics {
  private readonly deliveries: Counter;
  private readonly deliveryDuration: Histogram;
  private readonly consumedMessages: Counter;
  private readonly updates: Counter;
  private readonly handlerDuration: Histogram;
  private readonly handlerFailures: Counter;
  private readonly deadLetters: Counter;
  private readonly rejections: Counter;
  private readonly fetchDuration: Histogram;

  constructor(meter: Meter) {
    const counter = (name: string, unit: string, description: string): Counter =>
      meter.createCounter(name, { unit, description });
    const histogram = (name: string, description: string): Histogram =>
      meter.createHistogram(name, {
        unit: 's',
        description,
        advice: { explicitBucketBoundaries: BOUNDARIES },
      });
    this.deliveries = counter('misfit.deliveries', '{delivery}', 'Answered requests');
    this.deliveryDuration = histogram('misfit.delivery.duration', 'Time until the answer');
    this.consumedMessages = counter(
      'messaging.client.consumed.messages',
      '{message}',
      'Verified notifications, each delivery of them',
    );
    this.updates = counter('misfit.updates', '{update}', 'Updates of accepted notifications');
    this.handlerDuration = histogram('messaging.process.duration', 'Time that a handler took');
    this.handlerFailures = counter('misfit.handler.failures', '{failure}', 'Failed runs');
    this.deadLetters = counter('misfit.dead_letters', '{dead_letter}', 'New dead letters');
    this.rejections = counter('misfit.rejections', '{rejection}', 'Refusals, whole or in part');
    this.fetchDuration = histogram('misfit.fetch.duration', 'Time until the head of the answer');
  }

  delivered({ outcome, status, code, type, duration, isVerified }: MisfitDeliveryRecord): void {
    const byOutcome = { [MISFIT.deliveryOutcome]: outcome };
    const error = code === undefined ? {} : { [SEMCONV.errorType]: code };
    this.deliveries.add(1, { ...byOutcome, [SEMCONV.statusCode]: status, ...error });
    this.deliveryDuration.record(seconds(duration), byOutcome);
    if (isVerified && type === 'Notification')
      this.consumedMessages.add(1, { ...DELIVER, ...error });
  }

  accepted(event: MisfitEvent): void {
    // Types and actions that are new to this version can be anything.
    const isKnown = !(event instanceof UnknownMisfitEvent);
    this.updates.add(1, {
      [MISFIT.updateType]: isKnown ? event.type : OTHER,
      [MISFIT.updateAction]: isKnown ? event.action : OTHER,
    });
  }

  handled(handler: string, outcome: Attributes, duration: number): void {
    this.handlerDuration.record(seconds(duration), {
      ...HANDLE,
      [MISFIT.handler]: handler,
      ...outcome,
    });
  }

  failed(failure: MisfitFailure): void {
    const { handler, error, deadLetterId } = failure;
    this.handlerFailures.add(1, {
      [MISFIT.handler]: handler,
      [SEMCONV.errorType]: errorTypeOf(error),
      [MISFIT.failureNext]: nextOf(failure),
    });
    if (deadLetterId !== undefined) this.deadLetters.add(1, { [MISFIT.handler]: handler });
  }

  rejected({ code }: MisfitRejection): void {
    this.rejections.add(1, { [SEMCONV.errorType]: code });
  }

  fetched(purpose: string, outcome: Attributes, duration: number): void {
    this.fetchDuration.record(seconds(duration), { [MISFIT.fetchPurpose]: purpose, ...outcome });
  }
}

/** What follows a failed run. */
function nextOf({ error, deadLetterId }: MisfitFailure): 'retry' | 'postponed' | 'dead_letter' {
  if (deadLetterId !== undefined) return 'dead_letter';
  return retryTimeOf(error) === undefined ? 'retry' : 'postponed';
}

function seconds(milliseconds: number): number {
  return milliseconds / 1_000;
}
