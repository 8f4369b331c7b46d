import { randomUUID } from 'node:crypto';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { of } from 'rxjs';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { describe, expect, it } from 'vitest';
import { RetryLater, type MisfitEvent } from 'nestjs-misfit-notification';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { simulator, startDeliveryApp } from '../../support/apps/delivery-app.js';
import { listener } from '../../support/apps/listeners.js';
import { until } from '../../support/clocks/gate.js';
import { Telemetry, useContextManager } from '../../support/observers/telemetry.js';

const goal = () => [misfitUpdate('goals.updated')];

describe.each(ADAPTERS)('in-process deliveries on %s', (adapter) => {
  useContextManager();

  async function start(handle: (event: MisfitEvent) => unknown = () => {}) {
    const telemetry = new Telemetry();
    const app = await startDeliveryApp({
      adapter,
      imports: [telemetry.module],
      providers: [listener('Goals', 'goals', handle)],
    });
    return { telemetry, app };
  }

  it('have a span with the checks as events', async () => {
    const { telemetry, app } = await start();
    const message = simulator.notification(goal());
    expect(await app.send(message)).toBe(200);
    const [span, ...others] = telemetry.spans('deliver');
    expect(others).toEqual([]);
    const topicName = message.TopicArn.split(':').at(-1);
    expect(span).toMatchObject({ name: `deliver ${topicName}`, kind: SpanKind.CONSUMER });
    expect(span!.status.code).toBe(SpanStatusCode.UNSET);
    expect(span!.attributes).toMatchObject({
      'messaging.system.name': 'aws.sns',
      'messaging.operation.name': 'deliver',
      'messaging.message.id': message.MessageId,
      'aws.sns.topic.arn': message.TopicArn,
      'http.response.status_code': 200,
      'misfit.delivery.outcome': 'accepted',
      'misfit.delivery.updates': 1,
    });
    expect(span!.events.map(({ name }) => name)).toEqual(
      ['body', 'envelope', 'headers', 'topic', 'age', 'certificate', 'signature', 'updates'].map(
        (check) => `misfit.check.${check}`,
      ),
    );
  });

  it('are the parents of their handlers’ spans, and those of the handlers’ own spans', async () => {
    const telemetry = new Telemetry();
    const tracer = telemetry.tracerProvider.getTracer('application');
    const app = await startDeliveryApp({
      adapter,
      imports: [telemetry.module],
      providers: [
        listener('Goals', 'goals', async () => {
          await Promise.resolve();
          tracer.startSpan('own').end();
        }),
      ],
    });
    expect(await app.post(goal())).toBe(200);
    const [own] = telemetry.spans('own');
    const [handler] = telemetry.spans('handle Goals.handle');
    const [delivery] = telemetry.spans('deliver');
    expect(own!.parentSpanContext?.spanId).toBe(handler!.spanContext().spanId);
    expect(handler!.parentSpanContext?.spanId).toBe(delivery!.spanContext().spanId);
    expect(handler!.links.map(({ context }) => context.spanId)).toEqual([
      delivery!.spanContext().spanId,
    ]);
    expect(handler!.attributes).toMatchObject({
      'messaging.operation.type': 'process',
      'misfit.handler': 'Goals.handle',
      'misfit.handler.outcome': 'succeeded',
      'misfit.update.type': 'goals',
      'misfit.update.action': 'updated',
    });
    expect(handler!.attributes).not.toHaveProperty('misfit.attempt');
  });

  it('that an interceptor answers have a span that ends as a failure', async () => {
    const telemetry = new Telemetry();
    const app = await startDeliveryApp({
      adapter,
      imports: [telemetry.module],
      providers: [{ provide: APP_INTERCEPTOR, useValue: { intercept: () => of('cached') } }],
    });
    expect(await app.post(goal())).toBe(200);
    await until(() => telemetry.spans('deliver').length > 0);
    expect(telemetry.spans('deliver')).toMatchObject([
      {
        status: { code: SpanStatusCode.ERROR },
        attributes: { 'error.type': 'FOREIGN_ANSWER', 'misfit.delivery.outcome': 'accepted' },
      },
    ]);
  });

  it('that fail are deferred, and the next one has a span of its own', async () => {
    let runs = 0;
    const { telemetry, app } = await start(() => {
      runs++;
      if (runs === 1) throw new TypeError('the database is away');
    });
    const message = simulator.notification(goal());
    expect(await app.send(message)).toBe(503);
    expect(await app.send(message)).toBe(200);
    const [first, second] = telemetry.spans('deliver');
    expect(first!.attributes).toMatchObject({
      'error.type': 'HANDLER_FAILED',
      'misfit.delivery.outcome': 'deferred',
    });
    expect(first!.status.code).toBe(SpanStatusCode.ERROR);
    expect(second!.attributes['misfit.delivery.outcome']).toBe('accepted');
    const [failed, succeeded] = telemetry.spans('handle');
    expect(failed!.status).toEqual({
      code: SpanStatusCode.ERROR,
      message: 'the database is away',
    });
    expect(failed!.attributes['error.type']).toBe('TypeError');
    expect(failed!.events.map(({ name }) => name)).toEqual(['exception']);
    expect(succeeded!.status.code).toBe(SpanStatusCode.UNSET);
    const byHandler = { 'misfit.handler': 'Goals.handle' };
    expect(await telemetry.points('misfit.handler.failures')).toEqual([
      {
        attributes: { ...byHandler, 'error.type': 'TypeError', 'misfit.failure.next': 'retry' },
        value: 1,
      },
    ]);
    expect(await telemetry.sum('messaging.process.duration', byHandler)).toBe(2);
    expect(await telemetry.sum('misfit.updates')).toBe(1);
    expect(await telemetry.sum('messaging.client.consumed.messages')).toBe(2);
  });

  it('run a query that starts on each `then` once', async () => {
    let queries = 0;
    const { telemetry, app } = await start(() => ({
      // oxlint-disable-next-line unicorn/no-thenable
      then(resolve: (value: unknown) => void) {
        queries++;
        resolve(undefined);
      },
    }));
    expect(await app.post(goal())).toBe(200);
    expect(queries).toBe(1);
    expect(telemetry.spans('handle')).toHaveLength(1);
  });

  it('that ask for another try are no errors of their handlers', async () => {
    const { telemetry, app } = await start(() => {
      throw new RetryLater(1_000);
    });
    expect(await app.post(goal())).toBe(503);
    const [span] = telemetry.spans('handle');
    expect(span!.status.code).toBe(SpanStatusCode.UNSET);
    expect(span!.attributes['misfit.handler.outcome']).toBe('postponed');
    expect(
      await telemetry.sum('misfit.handler.failures', { 'misfit.failure.next': 'postponed' }),
    ).toBe(1);
  });

  it('that are refused say why, and believe nothing that a stranger claims', async () => {
    const { telemetry, app } = await start();
    const forged = { ...simulator.notification(goal()), MessageId: randomUUID() };
    expect(await app.send(forged)).toBe(403);
    expect(await app.send({ Type: 'Notification' })).toBe(400);
    const [span] = telemetry.spans('deliver');
    expect(span!.name).toBe('deliver');
    expect(span!.status.code).toBe(SpanStatusCode.UNSET);
    expect(span!.attributes).toMatchObject({
      'error.type': 'SIGNATURE_INVALID',
      'http.response.status_code': 403,
      'misfit.delivery.outcome': 'refused',
    });
    expect(span!.attributes).not.toHaveProperty('messaging.message.id');
    expect(span!.events.at(-1)!.name).toBe('misfit.check.certificate');
    expect(await telemetry.sum('misfit.deliveries', { 'error.type': 'SIGNATURE_INVALID' })).toBe(1);
    expect(await telemetry.sum('misfit.rejections', { 'error.type': 'MALFORMED_MESSAGE' })).toBe(1);
    expect(await telemetry.points('messaging.client.consumed.messages')).toEqual([]);
  });

  it('show how long the certificate took', async () => {
    const { telemetry, app } = await start();
    expect(await app.post(goal())).toBe(200);
    const purpose = { 'misfit.fetch.purpose': 'certificate' };
    expect(await telemetry.points('misfit.fetch.duration')).toEqual([
      { attributes: { ...purpose, 'http.response.status_code': 200 }, value: 1 },
    ]);
    const [span] = telemetry.spans('GET');
    expect(span!.attributes).toMatchObject({ ...purpose, 'server.port': 443 });
  });

  it('show a confirmed subscription without its token', async () => {
    const { telemetry, app } = await start();
    expect((await simulator.subscribe(app.url)).status).toBe(200);
    const span = telemetry
      .spans('GET')
      .find(({ attributes }) => attributes['misfit.fetch.purpose'] === 'subscription');
    expect(span!.attributes['url.full']).not.toContain('?');
    expect(telemetry.spans('deliver')[0]!.attributes['misfit.delivery.type']).toBe(
      'SubscriptionConfirmation',
    );
  });

  it('are children of the span that is active around the request', async () => {
    const telemetry = new Telemetry();
    const tracer = telemetry.tracerProvider.getTracer('http');
    const app = await startDeliveryApp({
      adapter,
      imports: [telemetry.module],
      configure: (application) => {
        application.use((_: unknown, __: unknown, next: () => void) =>
          tracer.startActiveSpan('POST', (span) => {
            next();
            span.end();
          }),
        );
      },
    });
    expect(await app.post(goal())).toBe(200);
    const [server] = telemetry.spans('POST');
    const [delivery] = telemetry.spans('deliver');
    expect(delivery!.parentSpanContext?.spanId).toBe(server!.spanContext().spanId);
  });

  it('have no ids and nothing that a stranger chooses as attributes of metrics', async () => {
    const { telemetry, app } = await start(() => {
      throw Object.assign(new Error('no'), { name: randomUUID(), code: randomUUID() });
    });
    const secret = randomUUID();
    const update = { id: secret, ownerId: secret };
    await app.post([misfitUpdate('goals.updated', update)]);
    await app.post([{ ...misfitUpdate('goals.updated', update), type: secret, action: secret }]);
    await app.send({ ...simulator.notification(goal()), MessageId: randomUUID() });
    const message = simulator.notification(goal());
    await app.send({ ...message, TopicArn: `${message.TopicArn}-${secret}` });
    const text = await telemetry.scrape();
    expect(text).toContain('misfit_updates_total{misfit_update_type="_OTHER"');
    expect(text).not.toContain(secret);
    expect(text).not.toMatch(/="[^"]*[0-9a-f]{8}-[0-9a-f]{4}-/);
  });

  it('are not observed any more after the application has closed', async () => {
    const { telemetry, app } = await start();
    await app.app.close();
    const again = await startDeliveryApp({ adapter });
    expect(await again.post(goal())).toBe(200);
    expect(telemetry.spans()).toEqual([]);
    expect(trace.getActiveSpan()).toBeUndefined();
  });
});
