import { SpanStatusCode } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { ADAPTERS, type AdapterName } from '../../support/apps/adapters.js';
import { startBullmqApp } from '../../support/apps/bullmq-app.js';
import { listener } from '../../support/apps/listeners.js';
import { startSqliteApp } from '../../support/apps/sqlite-app.js';
import { until } from '../../support/clocks/gate.js';
import { Telemetry, useContextManager } from '../../support/observers/telemetry.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';

const ENGINES = ['sqlite', 'bullmq'] as const;
const SETUPS = ENGINES.flatMap((engine) => ADAPTERS.map((adapter) => ({ engine, adapter })));

describe.skipIf(isRedisMissing)('queues', () => {
  useContextManager();
  const redis = useRedisServer();

  /** One handler is retried once, the other one never succeeds. */
  function start(engine: (typeof ENGINES)[number], adapter: AdapterName, telemetry: Telemetry) {
    const tracer = telemetry.tracerProvider.getTracer('application');
    let runs = 0;
    const app = {
      adapter,
      imports: [telemetry.module],
      providers: [
        listener('Retried', 'goals', async () => {
          await Promise.resolve();
          tracer.startSpan('own').end();
          runs++;
          if (runs === 1) throw new TypeError('once');
        }),
        listener('Dead', 'goals', () => {
          throw new RangeError('always');
        }),
      ],
    };
    const retries = { attempts: 2, backoff: { delay: 10, maxDelay: 20 } };
    return engine === 'sqlite'
      ? startSqliteApp({ ...app, sqlite: retries })
      : startBullmqApp(redis, { ...app, delivery: retries });
  }

  it.each(SETUPS)(
    'link a retried and a dead task to their delivery ($engine, $adapter)',
    async ({ engine, adapter }) => {
      const telemetry = new Telemetry();
      const app = await start(engine, adapter, telemetry);
      expect(await app.post([misfitUpdate('goals.updated')])).toBe(200);
      await until(() => telemetry.spans('handle').length === 4);

      const [delivery] = telemetry.spans('deliver');
      const { traceId, spanId } = delivery!.spanContext();
      for (const span of telemetry.spans('handle')) {
        expect(span.links.map(({ context }) => context.spanId)).toEqual([spanId]);
        expect(span.parentSpanContext).toMatchObject({ traceId, spanId, isRemote: true });
        expect(span.spanContext().traceId).toBe(traceId);
      }
      const retried = telemetry.spans('handle Retried.handle');
      expect(retried.map(({ attributes }) => attributes['misfit.attempt'])).toEqual([1, 2]);
      expect(retried.map(({ status }) => status.code)).toEqual([
        SpanStatusCode.ERROR,
        SpanStatusCode.UNSET,
      ]);
      expect(telemetry.spans('own').map((span) => span.parentSpanContext?.spanId)).toEqual(
        retried.map((span) => span.spanContext().spanId),
      );

      const dead = { 'misfit.handler': 'Dead.handle' };
      expect(await telemetry.sum('misfit.dead_letters', dead)).toBe(1);
      expect(
        await telemetry.sum('misfit.handler.failures', {
          ...dead,
          'misfit.failure.next': 'dead_letter',
        }),
      ).toBe(1);
      const retry = { 'misfit.failure.next': 'retry' };
      expect(await telemetry.sum('misfit.handler.failures', retry)).toBe(2);
      let scrape = '';
      const isSettled = /misfit_queue_tasks\{[^}]*misfit_task_state="dead"[^}]*\} 1/;
      for (let tries = 0; tries < 100 && !isSettled.test(scrape); tries++) {
        scrape = await telemetry.scrape();
      }
      expect(scrape).toMatch(isSettled);
      expect(scrape).toMatch(/^misfit_queue_available(\{[^}]*\})? 1$/m);
      expect(scrape).toMatch(/^misfit_queue_oldest_waiting_age(\{[^}]*\})? 0$/m);
      expect(scrape).toContain('messaging_process_duration_bucket{');
    },
  );

  it('that cannot be used are not available until they can be used again', async () => {
    const telemetry = new Telemetry();
    await start('bullmq', 'express', telemetry);
    expect(await telemetry.sum('misfit.queue.available')).toBe(1);
    await redis.stop();
    expect(await telemetry.points('misfit.queue.available')).toEqual([
      { attributes: {}, value: 0 },
    ]);
    await redis.start();
    await expect.poll(() => telemetry.sum('misfit.queue.available')).toBe(1);
  });

  it('are not asked after the application has closed', async () => {
    const telemetry = new Telemetry();
    const app = await start('sqlite', 'express', telemetry);
    await app.app.close();
    expect(await telemetry.points('misfit.queue.available')).toEqual([]);
  });
});
