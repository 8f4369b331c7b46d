import { Inject, Injectable } from '@nestjs/common';
import { EventStreams } from '../../bus/event-streams.js';
import { InstrumentationRegistry } from '../../bus/instrumentation-registry.js';
import {
  RESOLVED_OPTIONS,
  type ResolvedOptions,
} from '../../options/misfit-notification.options.js';
import type { DeliveryHeaders } from '../../sns/delivery-headers.js';
import { onAnswered, type AdapterResponse } from '../answers/on-answered.js';
import { DeliveryObservation } from './delivery-observation.js';

/** Begins to observe deliveries, while `deliveries$` is observed or an instrumentation is set. */
@Injectable()
export class DeliveryObserver {
  constructor(
    private readonly streams: EventStreams,
    private readonly instrumentations: InstrumentationRegistry,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  get isNeeded(): boolean {
    return this.streams.deliveries.observed || this.instrumentations.current !== undefined;
  }

  /** @param startedAt arrival of the request, on the clock of `performance.now()`. */
  start(
    headers: DeliveryHeaders,
    response: AdapterResponse,
    startedAt: number,
  ): DeliveryObservation {
    const receivedAt = new Date(this.options.clock());
    const { instrumentations } = this;
    const { current } = instrumentations;
    const inside =
      current && instrumentations.call(() => current.startDelivery?.({ headers, receivedAt }));
    const observation = new DeliveryObservation(
      this.streams,
      instrumentations,
      inside,
      receivedAt,
      startedAt,
    );
    onAnswered(response, (status) => observation.onAnswered(status));
    return observation;
  }
}
