import {
  Inject,
  Injectable,
  type OnApplicationShutdown,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { metrics, trace } from '@opentelemetry/api';
import { Subscription } from 'rxjs';
import { InstrumentationRegistry } from '../bus/instrumentation-registry.js';
import { MisfitEventBus } from '../bus/misfit-event-bus.js';
import { MisfitQueue } from '../delivery/misfit-queue.js';
import { MisfitMetrics } from './misfit-metrics.js';
import {
  OPEN_TELEMETRY_OPTIONS,
  type MisfitOpenTelemetryOptions,
} from './misfit-open-telemetry.options.js';
import { OpenTelemetryInstrumentation } from './open-telemetry-instrumentation.js';
import { QueueGauges } from './queue-gauges.js';

/** Names the origin of spans and metrics. */
const SCOPE = 'nestjs-misfit-notification';

/** Observes the module from before the first delivery until the last has ended. */
@Injectable()
export class TelemetryHost implements OnModuleInit, OnModuleDestroy, OnApplicationShutdown {
  private readonly observation = new Subscription();
  private gauges: QueueGauges | undefined;

  constructor(
    private readonly moduleRef: ModuleRef,
    @Inject(OPEN_TELEMETRY_OPTIONS) private readonly options: MisfitOpenTelemetryOptions,
  ) {}

  onModuleInit(): void {
    const tracer = (this.options.tracerProvider ?? trace).getTracer(SCOPE);
    const meter = (this.options.meterProvider ?? metrics).getMeter(SCOPE);
    const instruments = new MisfitMetrics(meter);
    const instrumentation = new OpenTelemetryInstrumentation(tracer, instruments);
    this.observation.add(this.find(InstrumentationRegistry).register(instrumentation));
    this.count(this.find(MisfitEventBus), instruments);
    this.gauges = new QueueGauges(meter, this.find(MisfitQueue));
    this.gauges.start();
  }

  /** The queue closes now, which is not an outage. */
  onModuleDestroy(): void {
    this.gauges?.stop();
  }

  onApplicationShutdown(): void {
    this.observation.unsubscribe();
  }

  private count(bus: MisfitEventBus, instruments: MisfitMetrics): void {
    const { observation } = this;
    observation.add(bus.on('*').subscribe((event) => instruments.accepted(event)));
    observation.add(bus.deliveries$.subscribe((record) => instruments.delivered(record)));
    observation.add(bus.failures$.subscribe((failure) => instruments.failed(failure)));
    observation.add(bus.rejections$.subscribe((rejection) => instruments.rejected(rejection)));
  }

  /** Anywhere in the application: the module need not be global. */
  private find<T>(provider: new (...args: never[]) => T): T {
    return this.moduleRef.get<T>(provider, { strict: false });
  }
}
