import {
  RequestTimeoutException,
  type CallHandler,
  type CanActivate,
  type ExecutionContext,
  type NestInterceptor,
  type Provider,
} from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import {
  InstrumentationRegistry,
  type MisfitDeliveryRecord,
  type MisfitInstrumentation,
} from 'nestjs-misfit-notification';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { NEVER, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ADAPTERS, type AdapterName } from '../../support/apps/adapters.js';
import { simulator, startDeliveryApp } from '../../support/apps/delivery-app.js';
import { listener } from '../../support/apps/listeners.js';
import { Gate, until } from '../../support/clocks/gate.js';
import { openPost, type OpenPost } from '../../support/http/open-post.js';
import { settled } from '../../support/observers/process-faults.js';

type Intercept = NestInterceptor['intercept'];

const interceptor = (intercept: Intercept): Provider => ({
  provide: APP_INTERCEPTOR,
  useValue: { intercept },
});

const guard = (canActivate: CanActivate['canActivate']): Provider => ({
  provide: APP_GUARD,
  useValue: { canActivate },
});

const TYPE = { 'content-type': 'text/plain', 'x-amz-sns-message-type': 'Notification' };

/** Counts the deliveries that begin and end. */
class Counter implements MisfitInstrumentation {
  started = 0;
  readonly ended: MisfitDeliveryRecord[] = [];
  readonly errors: unknown[] = [];
  readonly lateCalls: string[] = [];

  startDelivery = () => {
    this.started++;
    const before = this.ended.length;
    const note = (call: string) => {
      if (this.ended.length > before) this.lateCalls.push(call);
    };
    return {
      passed: (check: string) => note(check),
      run: (work: () => Promise<void>) => {
        note('run');
        void work();
      },
      end: (record: MisfitDeliveryRecord, error?: unknown) => {
        note('end');
        this.ended.push(record);
        this.errors.push(error);
      },
    };
  };
}

/** An observed application whose handler waits for a gate. */
async function start(adapter: AdapterName, ...providers: Provider[]) {
  const gate = new Gate();
  const handled: string[] = [];
  const Slow = listener('Slow', 'goals', async ({ id }) => {
    handled.push(id);
    await gate.opened;
  });
  const app = await startDeliveryApp({ adapter, providers: [Slow, ...providers] });
  const counter = new Counter();
  app.app.get(InstrumentationRegistry, { strict: false }).register(counter);
  const records: MisfitDeliveryRecord[] = [];
  app.bus.deliveries$.subscribe((record) => records.push(record));
  return { ...app, gate, handled, counter, records };
}

function post(url: string, body: string, length = Buffer.byteLength(body)): OpenPost {
  const posted = openPost(url, { ...TYPE, 'content-length': length });
  posted.outgoing.write(body);
  return posted;
}

const goal = () => simulator.notification([misfitUpdate('goals.updated')]);

describe.each(ADAPTERS)('a delivery on %s', (adapter) => {
  it.each([
    { by: 'with 200', status: 200, outcome: 'accepted', intercept: () => of('cached') },
    {
      by: 'with 408',
      status: 408,
      outcome: 'refused',
      intercept: () => throwError(() => new RequestTimeoutException()),
    },
  ])(
    'that an interceptor answers early $by ends once, as FOREIGN_ANSWER',
    async ({ status, outcome, intercept }) => {
      const app = await start(adapter, interceptor(intercept));
      const message = goal();
      expect(await app.send(message)).toBe(status);
      await until(() => app.records.length > 0);
      const { MessageId: messageId } = message;
      const record = { outcome, status, code: 'FOREIGN_ANSWER', isVerified: true, messageId };
      expect(app.records).toMatchObject([record]);
      expect(app.counter.ended).toEqual(app.records);
      expect(app.counter.errors).toMatchObject([{ name: 'ForeignAnswerError' }]);
      expect(app.counter.started).toBe(1);
      expect(app.handled).toEqual([]);
    },
  );

  it('that an interceptor gives up while its handler runs ends with that answer only', async () => {
    const gaveUp = new Gate();
    const giveUp: Intercept = async (_: ExecutionContext, next: CallHandler) => {
      next.handle().subscribe();
      await gaveUp.opened;
      return throwError(() => new RequestTimeoutException());
    };
    const app = await start(adapter, interceptor(giveUp));
    const answer = app.send(goal());
    await until(() => app.handled.length === 1);
    gaveUp.open();
    expect(await answer).toBe(408);
    await until(() => app.records.length > 0);
    app.gate.open();
    await app.app.close();
    expect(app.records).toMatchObject([{ status: 408, code: 'FOREIGN_ANSWER' }]);
    expect(app.counter.ended).toHaveLength(1);
    expect(app.counter.lateCalls).toEqual([]);
  });

  it('that a global guard refuses is not observed', async () => {
    const app = await start(
      adapter,
      guard(() => false),
    );
    expect(await app.send(goal())).toBe(403);
    await settled();
    expect(app.counter.started).toBe(0);
    expect(app.records).toEqual([]);
  });

  it('whose connection is closed within the body ends as deferred', async () => {
    const app = await start(adapter);
    const body = JSON.stringify(goal());
    const { outgoing } = post(app.url, body.slice(0, 100), body.length);
    await until(() => app.counter.started === 1);
    outgoing.destroy();
    await until(() => app.records.length > 0);
    expect(app.records).toMatchObject([{ outcome: 'deferred', code: 'BODY_ABORTED' }]);
    expect(app.counter.ended).toHaveLength(1);
  });

  it('whose connection is closed before the guard ends as deferred', async () => {
    const arrived = new Gate();
    const closed = new Gate();
    const app = await start(
      adapter,
      guard(async (context) => {
        const { raw, socket } = context.switchToHttp().getRequest();
        (raw?.socket ?? socket).once('close', closed.open);
        arrived.open();
        await closed.opened;
        return true;
      }),
    );
    const { outgoing } = post(app.url, JSON.stringify(goal()));
    app.gate.open();
    await arrived.opened;
    outgoing.destroy();
    await until(() => app.counter.ended.length > 0);
    expect(app.counter.started).toBe(1);
    expect(app.records).toMatchObject([{ outcome: 'deferred', code: 'FOREIGN_ANSWER' }]);
  });

  it('whose connection is closed while an interceptor has it ends as FOREIGN_ANSWER', async () => {
    const reached = new Gate();
    const app = await start(
      adapter,
      interceptor(() => {
        reached.open();
        return NEVER;
      }),
    );
    const { outgoing } = post(app.url, JSON.stringify(goal()));
    await reached.opened;
    expect(app.records).toEqual([]);
    outgoing.destroy();
    await until(() => app.records.length > 0);
    expect(app.records).toMatchObject([
      { outcome: 'deferred', status: 503, code: 'FOREIGN_ANSWER', isVerified: true },
    ]);
    expect(app.counter.ended).toHaveLength(1);
  });

  it('whose connection is closed while its handler runs ends with the result', async () => {
    const closed = new Gate();
    const app = await start(
      adapter,
      guard((context) => {
        const { raw, socket } = context.switchToHttp().getRequest();
        (raw?.socket ?? socket).once('close', closed.open);
        return true;
      }),
    );
    const { outgoing } = post(app.url, JSON.stringify(goal()));
    await until(() => app.handled.length === 1);
    outgoing.destroy();
    await closed.opened;
    await settled();
    expect(app.records).toEqual([]);
    app.gate.open();
    await until(() => app.records.length > 0);
    expect(app.records).toMatchObject([{ outcome: 'accepted', status: 200 }]);
    expect(app.records[0]).not.toHaveProperty('code');
    expect(app.counter.ended).toHaveLength(1);
  });
});
