import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { startBullmqApp } from '../../support/apps/bullmq-app.js';
import { listener } from '../../support/apps/listeners.js';
import { until } from '../../support/clocks/gate.js';
import { Telemetry, useContextManager } from '../../support/observers/telemetry.js';
import { runScript, type Child } from '../../support/processes/child-process.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';

/** A worker with an SDK of its own, which writes each span. Its handler fails once. */
const WORKER = `
  import 'reflect-metadata';
  import { Injectable, Module } from '@nestjs/common';
  import { NestFactory } from '@nestjs/core';
  import { context, trace } from '@opentelemetry/api';
  import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
  import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
  import { MisfitNotificationModule, OnMisfitEvent } from 'nestjs-misfit-notification';
  import { bullmqDelivery } from 'nestjs-misfit-notification/bullmq';
  import { MisfitOpenTelemetryModule } from 'nestjs-misfit-notification/opentelemetry';

  const exporter = {
    export(spans, done) {
      for (const span of spans) {
        const { traceId, spanId } = span.spanContext();
        const { parentSpanContext: parent, links, name, attributes } = span;
        const linked = links.map((link) => link.context.spanId);
        const line = { name, traceId, spanId, parentId: parent?.spanId, linked, attributes };
        console.log('span ' + JSON.stringify(line));
      }
      done({ code: 0 });
    },
    shutdown: async () => {},
  };
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const spanProcessors = [new SimpleSpanProcessor(exporter)];
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors }));

  let runs = 0;
  class Goals {
    async handle() {
      await null;
      trace.getTracer('application').startSpan('own').end();
      runs++;
      if (runs === 1) throw new Error('once');
    }
  }
  Injectable()(Goals);
  OnMisfitEvent('*')(Goals.prototype, 'handle', Object.getOwnPropertyDescriptor(Goals.prototype, 'handle'));
  class AppModule {}
  Module({
    imports: [
      MisfitNotificationModule.forRoot({ delivery: bullmqDelivery(JSON.parse(process.argv[2])) }),
      MisfitOpenTelemetryModule.forRoot(),
    ],
    providers: [Goals],
  })(AppModule);
  await NestFactory.createApplicationContext(AppModule, { logger: ['error'] });
  console.log('started');
`;

interface WrittenSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId?: string;
  readonly linked: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

function spansOf(child: Child): WrittenSpan[] {
  const lines = [...child.output().matchAll(/^span (.+)$/gm)];
  return lines.map(([, json = '']) => JSON.parse(json) as WrittenSpan);
}

describe.skipIf(isRedisMissing).each(ADAPTERS)('a web process on %s and a worker', (adapter) => {
  useContextManager();
  const redis = useRedisServer();

  it('make one trace, retried runs included', async () => {
    const telemetry = new Telemetry();
    const queueName = randomUUID();
    const web = await startBullmqApp(redis, {
      adapter,
      imports: [telemetry.module],
      delivery: { queueName, worker: false },
      providers: [listener('Goals', '*', () => {})],
    });
    expect(await web.post([misfitUpdate('goals.updated')])).toBe(200);
    const connection = { host: redis.host, port: redis.port };
    const options = { connection, queueName, backoff: { delay: 10, maxDelay: 50 } };
    const worker = runScript(WORKER, JSON.stringify(options));
    await until(() => spansOf(worker).length === 4);

    const [delivery] = telemetry.spans('deliver');
    expect(telemetry.spans('handle')).toEqual([]);
    const { traceId, spanId } = delivery!.spanContext();
    const spans = spansOf(worker);
    expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
    const handlers = spans.filter(({ name }) => name === 'handle Goals.handle');
    expect(handlers.map(({ attributes }) => attributes['misfit.attempt'])).toEqual([1, 2]);
    for (const { parentId, linked } of handlers) {
      expect(parentId).toBe(spanId);
      expect(linked).toEqual([spanId]);
    }
    const own = spans.filter(({ name }) => name === 'own');
    expect(own.map(({ parentId }) => parentId)).toEqual(handlers.map((span) => span.spanId));
  });
});
