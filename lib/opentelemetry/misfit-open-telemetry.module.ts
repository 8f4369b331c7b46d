import { Module, type DynamicModule } from '@nestjs/common';
import { checkOptions } from '../validation/check-options.js';
import {
  MisfitOpenTelemetryRules,
  OPEN_TELEMETRY_OPTIONS,
  type MisfitOpenTelemetryOptions,
} from './misfit-open-telemetry.options.js';
import { TelemetryHost } from './telemetry-host.js';

/**
 * Traces and measures the deliveries and handlers of `MisfitNotificationModule` with OpenTelemetry.
 * Import it once, beside that module, in each process that delivers or handles.
 *
 * - A span for each delivery, with the checks that it passed as events.
 * - A span for each run of a handler: a part of the delivery's trace and linked to its span, also
 *   when a queue runs it in another process. Spans that the handler starts are its children.
 * - Counters, histograms and gauges: docs/operating.md lists them.
 *
 * Without an OpenTelemetry SDK, nothing is recorded.
 *
 * @example
 * @Module({ imports: [MisfitNotificationModule.forRoot(), MisfitOpenTelemetryModule.forRoot()] })
 * export class AppModule {}
 *
 * @publicApi
 */
@Module({})
export class MisfitOpenTelemetryModule {
  /**
   * Without options, the SDK's global providers are used.
   *
   * @throws MisfitNotificationOptionsError if an option is unknown or has an invalid value.
   */
  static forRoot(options: MisfitOpenTelemetryOptions = {}): DynamicModule {
    checkOptions('MisfitOpenTelemetryModule', MisfitOpenTelemetryRules, options);
    return {
      module: MisfitOpenTelemetryModule,
      providers: [{ provide: OPEN_TELEMETRY_OPTIONS, useValue: options }, TelemetryHost],
    };
  }
}
