import type { MeterProvider, TracerProvider } from '@opentelemetry/api';
import { IsOptional } from 'class-validator';
import { HasMethods } from '../validation/option-rules.js';

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

export class MisfitOpenTelemetryRules implements MisfitOpenTelemetryOptions {
  @IsOptional() @HasMethods('getTracer') tracerProvider?: never;

  @IsOptional() @HasMethods('getMeter') meterProvider?: never;
}

export const OPEN_TELEMETRY_OPTIONS = Symbol('misfit OpenTelemetry options');
