import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { HandlerExplorer } from '../handlers/handler-explorer.js';
import { refuseUnsupportedOptions } from '../handlers/refuse-unsupported-options.js';
import { DELIVERY } from './delivery-tokens.js';
import type { MisfitDelivery } from './delivery.interface.js';
import { EngineContext } from './engine-context.js';
import { HandlerObserver } from './handler-observer.js';

/** Starts the delivery once the application is up, and stops it before the server closes. */
@Injectable()
export class DeliveryHost implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  /** Whether the application is shutting down. Answers then close their connections. */
  isStopping = false;

  constructor(
    @Inject(DELIVERY) private readonly delivery: MisfitDelivery,
    private readonly context: EngineContext,
    private readonly explorer: HandlerExplorer,
    private readonly observer: HandlerObserver,
  ) {}

  onModuleInit(): void {
    this.explorer.explore((handler) => this.observer.observe(handler));
  }

  // Not earlier: a queue may already hold events, and the modules of their handlers must be ready.
  async onApplicationBootstrap(): Promise<void> {
    refuseUnsupportedOptions(this.context.handlers(), this.delivery.handlerOptions ?? []);
    await this.delivery.start(this.context);
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    await this.delivery.stop();
  }
}
