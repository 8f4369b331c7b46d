import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { filter, type Observable } from 'rxjs';
import { classesMatching, isMisfitEventPattern } from '../misfit/event-pattern.js';
import type { MisfitEvent, MisfitEventMap, MisfitEventPattern } from '../misfit/event-classes.js';
import { LogThrottle } from '../common/log-throttle.js';
import { loggableError } from '../common/loggable-error.js';
import type { MisfitDeliveryRecord } from './delivery-record.js';
import {
  EventStreams,
  type MisfitCompletion,
  type MisfitFailure,
  type MisfitRejection,
} from './event-streams.js';
import type { MisfitSubscriptionEvent } from './subscription-events.js';
import { IsolatedObservable } from './isolated-observable.js';

/**
 * Streams of everything that the module does, for metrics, logs and live views.
 *
 * Observers never delay, fail or repeat a delivery: an error they throw is logged and ignored, so
 * put required work into an `@OnMisfitEvent` method. All streams complete when the application
 * shuts down.
 *
 * @publicApi
 */
@Injectable()
export class MisfitEventBus implements OnApplicationShutdown {
  private readonly logger = new Logger('MisfitNotification');
  /** An observer of `rejections$` that throws does so as often as strangers want it to. */
  private readonly failures = new LogThrottle({
    subject: 'failures of observers',
    write: (line) => this.logger.error(line),
    clock: () => performance.now(),
  });

  /** Subscriptions confirmed, pending and cancelled, and endpoint tests answered. */
  readonly subscriptions$: Observable<MisfitSubscriptionEvent>;

  /** Refused requests and the reasons. Contains unverified input: display it with care. */
  readonly rejections$: Observable<MisfitRejection>;

  /** Each failed run of a handler. */
  readonly failures$: Observable<MisfitFailure>;

  /** Each task that has succeeded: one handler's work on one event. */
  readonly completions$: Observable<MisfitCompletion>;

  /**
   * One record for each request that reaches the endpoint, emitted when its answer is decided. A
   * request that the application turns away before, in a guard or middleware, has none.
   */
  readonly deliveries$: Observable<MisfitDeliveryRecord>;

  constructor(private readonly streams: EventStreams) {
    this.subscriptions$ = this.tap(streams.subscriptions);
    this.rejections$ = this.tap(streams.rejections);
    this.failures$ = this.tap(streams.failures);
    this.completions$ = this.tap(streams.completions);
    this.deliveries$ = this.tap(streams.deliveries);
  }

  /**
   * The events that match a pattern, each once even if SNS delivers it several times.
   *
   * @throws TypeError for a pattern that does not exist.
   */
  on<Pattern extends MisfitEventPattern>(pattern: Pattern): Observable<MisfitEventMap[Pattern]> {
    if (!isMisfitEventPattern(pattern)) {
      throw new TypeError(`MisfitEventBus: unknown pattern ${String(pattern)}`);
    }
    return this.tap(this.matching(pattern) as unknown as Observable<MisfitEventMap[Pattern]>);
  }

  /** Called by Nest. */
  onApplicationShutdown(): void {
    this.failures.flush();
  }

  private matching(pattern: MisfitEventPattern): Observable<MisfitEvent> {
    const { events } = this.streams;
    if (pattern === '*') return events;
    const classes = new Set<unknown>(classesMatching(pattern));
    return events.pipe(filter((event) => classes.has(event.constructor)));
  }

  private tap<T>(source: Observable<T>): Observable<T> {
    return new IsolatedObservable(source, (error) => {
      const { message, stack } = loggableError(error);
      if (!this.failures.admit('OBSERVER_FAILED', message)) return;
      this.logger.error(`An observer of MisfitEventBus failed: ${message}`, stack);
    });
  }
}
