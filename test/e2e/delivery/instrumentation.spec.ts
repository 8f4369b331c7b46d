import { AsyncLocalStorage } from 'node:async_hooks';
import type { Type } from '@nestjs/common';
import {
  InstrumentationRegistry,
  type MisfitDeliveryRecord,
  type MisfitEvent,
  type MisfitInstrumentation,
} from 'nestjs-misfit-notification';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { startBullmqApp } from '../../support/apps/bullmq-app.js';
import { simulator, startDeliveryApp, type DeliveryApp } from '../../support/apps/delivery-app.js';
import { exactPost } from '../../support/http/exact-post.js';
import { until } from '../../support/clocks/gate.js';
import { listener } from '../../support/apps/listeners.js';
import { settled, watchProcessFaults } from '../../support/observers/process-faults.js';
import { isRedisMissing, useRedisServer } from '../../support/redis/redis-server.js';
import { startSqliteApp } from '../../support/apps/sqlite-app.js';

const CHECKS = ['envelope', 'headers', 'topic', 'age', 'certificate', 'signature'];

const fail = (): never => {
  throw new Error('broken');
};

/** Notes what it sees, and runs everything in a context that says where it is. */
class Witness implements MisfitInstrumentation {
  readonly seen: string[] = [];
  readonly records: MisfitDeliveryRecord[] = [];
  readonly place = new AsyncLocalStorage<string>();

  startDelivery = (request: { headers: object }) => {
    this.seen.push(`start ${'x-amz-sns-message-id' in request.headers}`);
    return {
      passed: (check: string) => void this.seen.push(check),
      traceContext: () => ({ traceparent: '00-aa-bb-01' }),
      run: (work: () => Promise<void>) => void this.place.run('delivery', work),
      end: (record: MisfitDeliveryRecord, error?: unknown) => {
        this.records.push(record);
        this.seen.push(error === undefined ? 'end' : `end ${(error as Error).name}`);
      },
    };
  };

  runHandler = (
    { handler, attempt }: { handler: string; attempt?: number },
    run: () => unknown,
  ) => {
    this.seen.push(`${handler} ${attempt} in ${this.place.getStore()}`);
    this.place.run('handler', run);
  };

  runFetch = ({ purpose }: { purpose: string }, send: () => Promise<Response>) => {
    this.seen.push(`fetch ${purpose}`);
    void send();
  };
}

function register<T extends MisfitInstrumentation>(app: DeliveryApp, instrumentation: T): T {
  app.app.get(InstrumentationRegistry, { strict: false }).register(instrumentation);
  return instrumentation;
}

/** Sees where its handler runs, before and after it waits, and with which event. */
function witnessed(place: () => string | undefined) {
  const places: (string | undefined)[] = [];
  const events: MisfitEvent[] = [];
  const Witnessed = listener('Witnessed', 'goals', async (event) => {
    events.push(event);
    places.push(place());
    await settled();
    places.push(place());
  });
  return { places, events, Witnessed };
}

describe.each(ADAPTERS)('an instrumentation on %s', (adapter) => {
  it('sees the steps of a delivery, and runs the handler in its context', async () => {
    const witness = new Witness();
    const { places, events, Witnessed } = witnessed(() => witness.place.getStore());
    const app = await startDeliveryApp({ adapter, providers: [Witnessed] });
    register(app, witness);
    expect(await app.post([misfitUpdate('goals.created')])).toBe(200);
    expect(witness.seen).toEqual([
      'start true',
      'body',
      ...CHECKS.slice(0, 4),
      'fetch certificate',
      ...CHECKS.slice(4),
      'updates',
      'Witnessed.handle undefined in delivery',
      'end',
    ]);
    expect(places).toEqual(['handler', 'handler']);
    expect(events[0]?.notification.traceContext).toEqual({ traceparent: '00-aa-bb-01' });
    expect(witness.records).toMatchObject([{ outcome: 'accepted', updates: 1 }]);
  });

  it('sees where a delivery fails, and why', async () => {
    const app = await startDeliveryApp({ adapter });
    const witness = register(app, new Witness());
    const forged = { ...simulator.notification([misfitUpdate()]), Message: '[]' };
    expect(await app.send(forged)).toBe(403);
    expect(witness.seen.slice(-3)).toEqual([
      'fetch certificate',
      'certificate',
      'end SnsVerificationError',
    ]);
    expect(witness.seen).not.toContain('signature');
    expect((await exactPost(app.url, '{')).status).toBe(400);
    expect(witness.seen.slice(-3)).toEqual(['start false', 'body', 'end SnsVerificationError']);
  });

  it('sees the requests that confirm a subscription and answer an endpoint test', async () => {
    const app = await startDeliveryApp({ adapter });
    const witness = register(app, new Witness());
    expect(await app.send(simulator.subscriptionConfirmation())).toBe(200);
    expect(await app.send(simulator.endpointTest())).toBe(200);
    const fetches = witness.seen.filter((name) => name.startsWith('fetch'));
    expect(fetches).toEqual(['fetch certificate', 'fetch subscription', 'fetch endpoint-test']);
  });

  it('changes no answer, whatever it throws or forgets to run', async () => {
    const forgetful = { run: () => {}, traceContext: () => ({ a: 'x'.repeat(2_000) }) };
    const broken: MisfitInstrumentation[] = [
      { startDelivery: fail, runHandler: fail, runFetch: fail },
      { startDelivery: () => ({ passed: fail, traceContext: fail, run: fail, end: fail }) },
      { startDelivery: () => forgetful, runHandler: () => {}, runFetch: () => {} },
      {
        startDelivery: () => ({ run: (work) => void [work(), work(), fail()] }),
        runHandler: (_, run) => void [run(), run(), fail()],
      },
    ];
    const faults = watchProcessFaults();
    for (const instrumentation of broken) {
      let runs = 0;
      const app = await startDeliveryApp({
        adapter,
        providers: [
          listener('Flaky', 'goals', ({ notification }) => {
            expect(notification.traceContext).toBeUndefined();
            if (++runs === 1) throw new Error('not yet');
          }),
        ],
      });
      register(app, instrumentation);
      const message = simulator.notification([misfitUpdate('goals.created')]);
      expect(await app.send(message)).toBe(503);
      expect(await app.send(message)).toBe(200);
      expect(await app.send({ ...message, Message: '[]' })).toBe(403);
      expect(runs).toBe(2);
      await app.app.close();
    }
    await settled();
    expect(faults).toEqual([]);
  });
});

describe('an instrumentation of a durable delivery', () => {
  const witness = new Witness();

  /** What a handler knows of the delivery that stored its job. */
  async function traceThrough(start: (provider: Type) => Promise<DeliveryApp>) {
    witness.seen.length = 0;
    const { places, events, Witnessed } = witnessed(() => witness.place.getStore());
    const app = await start(Witnessed);
    register(app, witness);
    expect(await app.post([misfitUpdate('goals.created')])).toBe(200);
    await until(() => places.length === 2);
    expect(witness.seen.find((name) => name.startsWith('Witnessed.handle 1'))).toBeDefined();
    expect(places).toEqual(['handler', 'handler']);
    return events[0]?.notification.traceContext;
  }

  it('finds the trace context in the event of a job from SQLite', async () => {
    const trace = await traceThrough((provider) =>
      startSqliteApp({ adapter: 'express', providers: [provider] }),
    );
    expect(trace).toEqual({ traceparent: '00-aa-bb-01' });
  });

  describe.skipIf(isRedisMissing)('with BullMQ', () => {
    const redis = useRedisServer();

    it('finds the trace context in the event of a job', async () => {
      const trace = await traceThrough((provider) =>
        startBullmqApp(redis, { providers: [provider] }),
      );
      expect(trace).toEqual({ traceparent: '00-aa-bb-01' });
    });
  });
});
