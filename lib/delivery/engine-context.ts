import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { EventStreams, type RetryOutlook } from '../bus/event-streams.js';
import type { EventHandler } from '../handlers/event-handler.js';
import { HandlerRegistry } from '../handlers/handler-registry.js';
import type { MisfitEvent } from '../misfit/event-classes.js';
import { DELIVERY_TIMES, type DeliveryTimes } from './delivery-tokens.js';
import type { DeliveryContext } from './delivery.interface.js';
import { FailureLog } from './failure-log.js';

/** Gives an engine the application's limits and handlers, and takes its reports. */
@Injectable()
export class EngineContext implements DeliveryContext, OnApplicationShutdown {
  private readonly failureLog = new FailureLog();
  readonly handlerTimeout: number;
  readonly retention: number;

  constructor(
    @Inject(DELIVERY_TIMES) times: DeliveryTimes,
    private readonly registry: HandlerRegistry,
    private readonly streams: EventStreams,
  ) {
    this.handlerTimeout = times.handlerTimeout;
    this.retention = times.retention;
  }

  onApplicationShutdown(): void {
    this.failureLog.flush();
  }

  handlersOf(event: MisfitEvent): readonly EventHandler[] {
    return this.registry.handlersOf(event);
  }

  handlers(): readonly EventHandler[] {
    return this.registry.all();
  }

  handlerNamed(name: string): EventHandler | undefined {
    return this.registry.handlerNamed(name);
  }

  publish(event: MisfitEvent): void {
    if (this.streams.events.observed) this.streams.events.next(event);
  }

  reportFailure(
    event: MisfitEvent,
    handler: Pick<EventHandler, 'name'>,
    error: unknown,
    outlook: RetryOutlook = {},
  ): void {
    this.streams.failures.next({ event, handler: handler.name, error, ...outlook });
    this.failureLog.log(event, handler.name, error, outlook);
  }
}
