import { get } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { context, type Attributes } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { MisfitOpenTelemetryModule } from 'nestjs-misfit-notification/opentelemetry';

/** Without it, spans do not find their parents. For all tests of the file. */
export function useContextManager(): void {
  beforeAll(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  });
  afterAll(() => context.disable());
}

class Reader extends MetricReader {
  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }

  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }
}

/** One value of a metric. Of a histogram, the number of its values. */
export interface Point {
  readonly attributes: Attributes;
  readonly value: number;
}

/** The real SDK, which keeps spans and metrics in memory and serves metrics to Prometheus. */
export class Telemetry {
  private readonly spanExporter = new InMemorySpanExporter();
  private readonly reader = new Reader();
  private readonly prometheus = new PrometheusExporter({ preventServerStart: true });
  readonly tracerProvider = new BasicTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(this.spanExporter)],
  });
  readonly meterProvider = new MeterProvider({ readers: [this.reader, this.prometheus] });

  /** For the imports of an application. */
  get module() {
    const { tracerProvider, meterProvider } = this;
    return MisfitOpenTelemetryModule.forRoot({ tracerProvider, meterProvider });
  }

  /** The ended spans whose names begin like that, in the order of their ends. */
  spans(name = ''): ReadableSpan[] {
    return this.spanExporter.getFinishedSpans().filter((span) => span.name.startsWith(name));
  }

  /** The values of a metric. */
  async points(name: string): Promise<Point[]> {
    const { resourceMetrics } = await this.reader.collect();
    const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    const found = metrics.filter(({ descriptor }) => descriptor.name === name);
    return found.flatMap(({ dataPoints }) =>
      dataPoints.map(({ attributes, value }) => ({
        attributes,
        value: typeof value === 'number' ? value : value.count,
      })),
    );
  }

  /** The sum of the values that have these attributes. */
  async sum(name: string, attributes: Attributes = {}): Promise<number> {
    const wanted = Object.entries(attributes);
    const points = (await this.points(name)).filter((point) =>
      wanted.every(([key, value]) => point.attributes[key] === value),
    );
    return points.reduce((sum, { value }) => sum + value, 0);
  }

  /** What Prometheus gets over HTTP. */
  async scrape(): Promise<string> {
    const { port } = await this.serve();
    return new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port, path: '/metrics' }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.once('end', () => resolve(text));
      }).once('error', reject);
    });
  }

  private async serve(): Promise<AddressInfo> {
    const { createServer } = await import('node:http');
    const server: Server = createServer((request, response) =>
      this.prometheus.getMetricsRequestHandler(request, response),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    return server.address() as AddressInfo;
  }
}
