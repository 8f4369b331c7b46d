import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { MisfitOpenTelemetryModule } from 'nestjs-misfit-notification/opentelemetry';

/** The module with an SDK whose spans are made and batched, but sent nowhere. */
export function observedBy(telemetry: string) {
  const exporter = new PrometheusExporter({ preventServerStart: true });
  const meterProvider = new MeterProvider({ readers: [exporter] });
  if (telemetry === 'metrics') return MisfitOpenTelemetryModule.forRoot({ meterProvider });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const nowhere = new BatchSpanProcessor({
    export: (_, done) => done({ code: 0 }),
    shutdown: () => Promise.resolve(),
  });
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [nowhere] });
  return MisfitOpenTelemetryModule.forRoot({ meterProvider, tracerProvider });
}
