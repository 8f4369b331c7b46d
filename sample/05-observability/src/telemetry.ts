import { context, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  ConsoleSpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';

/** Not the port of the application, which is open to the internet. */
const METRICS = { host: '127.0.0.1', port: Number(process.env['METRICS_PORT'] ?? 9464) };

/** Call it before the application starts: metrics that are made earlier record nothing. */
export function startTelemetry(): string {
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [new PrometheusExporter(METRICS)] }));
  if (process.env['TRACES'] === 'console') traceToConsole();
  return `http://${METRICS.host}:${METRICS.port}/metrics`;
}

function traceToConsole(): void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const spanProcessors = [new SimpleSpanProcessor(new ConsoleSpanExporter())];
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors }));
}
