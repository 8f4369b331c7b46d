import type { MeterProvider, TracerProvider } from '@opentelemetry/api';

/**
 * Options of `MisfitOpenTelemetryModule`.
 *
 * @publicApi
 */
export interface MisfitOpenTelemetryOptions {
  /**
   * Makes the spans.
   *
   * @default the global one, which the OpenTelemetry SDK registers
   */
  readonly tracerProvider?: TracerProvider;

  /**
   * Makes the counters, histograms and gauges.
   *
   * @default the global one, which must be registered before the application starts
   */
  readonly meterProvider?: MeterProvider;
}

export const OPEN_TELEMETRY_OPTIONS = Symbol('misfit OpenTelemetry options');
