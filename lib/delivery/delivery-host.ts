import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import type { Awaitable } from '../common/awaitable.js';
import { isThenable } from '../common/thenable.js';
import type { EventHandler } from '../handlers/event-handler.js';
import { EventStreams, type RetryOutlook } from '../bus/event-streams.js';
import { HandlerExplorer } from '../handlers/handler-explorer.js';
import { HandlerRegistry } from '../handlers/handler-registry.js';
import { refuseUnsupportedOptions } from '../handlers/refuse-unsupported-options.js';
import type { MisfitEvent } from '../misfit/event-classes.js';
import type { MisfitNotification } from '../misfit/parse-updates.js';
import type { DeliveryContext, MisfitDelivery } from './delivery.interface.js';
import { FailureLog } from './failure-log.js';
import { HandlerObserver } from './handler-observer.js';

export const DELIVERY = Symbol('misfit delivery');
export const DELIVERY_TIMES = Symbol('misfit delivery times');

export type DeliveryTimes = Pick<DeliveryContext, 'handlerTimeout' | 'retention'>;

/** Starts the delivery once the application is up, and stops it before the server closes. */
@Injectable()
export class DeliveryHost
  implements DeliveryContext, OnModuleInit, OnApplicationBootstrap, OnModuleDestroy
{
  private readonly failureLog = new FailureLog();
  readonly handlerTimeout: number;
  readonly retention: number;

  /** Whether the application is shutting down: keep no connection open for another request. */
  isStopping = false;

  constructor(
    @Inject(DELIVERY) private readonly delivery: MisfitDelivery,
    @Inject(DELIVERY_TIMES) times: DeliveryTimes,
    private readonly explorer: HandlerExplorer,
    private readonly registry: HandlerRegistry,
    private readonly observer: HandlerObserver,
    private readonly streams: EventStreams,
  ) {
    this.handlerTimeout = times.handlerTimeout;
    this.retention = times.retention;
  }

  onModuleInit(): void {
    this.explorer.explore((handler) => this.observer.observe(handler));
  }

  // Not earlier: a queue may already hold events, and the modules of their handlers must be ready.
  async onApplicationBootstrap(): Promise<void> {
    refuseUnsupportedOptions(this.handlers(), this.delivery.handlerOptions ?? []);
    await this.delivery.start(this);
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    await this.delivery.stop();
  }

  accept(notification: MisfitNotification, timeout: number): Awaitable<void> {
    const accepted: unknown = this.delivery.accept(notification, timeout);
    // A custom delivery may return its own kind of promise.
    return isThenable(accepted) ? Promise.resolve(accepted).then(() => undefined) : undefined;
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
