import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { MisfitRejection } from 'nestjs-misfit-notification';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { DeliveryHost } from '../../../lib/delivery/delivery-host.js';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { simulator, startDeliveryApp } from '../../support/apps/delivery-app.js';
import { Gate, until } from '../../support/clocks/gate.js';
import { listener } from '../../support/apps/listeners.js';

describe.each(ADAPTERS)('an application that is closed on %s', (adapter) => {
  it('answers what is at work, and takes nothing new on meanwhile', async () => {
    const gate = new Gate();
    const steps: string[] = [];
    @Injectable()
    class Database implements OnApplicationShutdown {
      onApplicationShutdown(): void {
        steps.push('database closed');
      }
    }
    const rejections: MisfitRejection[] = [];
    const app = await startDeliveryApp({
      adapter,
      providers: [
        Database,
        listener('Slow', '*', async ({ id }) => {
          steps.push(`${id} begun`);
          await gate.opened;
          steps.push(`${id} done`);
        }),
      ],
    });
    app.bus.rejections$.subscribe((rejection) => rejections.push(rejection));
    const post = (id: string) => app.post([misfitUpdate('goals.created', { id })]);

    const running = post('first');
    await until(() => steps.length === 1);
    const closed = app.app.close().then(() => steps.push('closed'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await post('second')).toBe(503);
    expect(await post('third')).toBe(503);
    expect(rejections.map(({ code }) => code)).toEqual(['SHUTTING_DOWN', 'SHUTTING_DOWN']);
    expect(steps).toEqual(['first begun']);

    gate.open();
    expect(await running).toBe(200);
    await closed;
    expect(steps).toEqual(['first begun', 'first done', 'database closed', 'closed']);
  });

  it('takes a copy of what is at work for new, too', async () => {
    const gate = new Gate();
    let runs = 0;
    const app = await startDeliveryApp({
      adapter,
      providers: [
        listener('Slow', '*', () => {
          runs++;
          return gate.opened;
        }),
      ],
    });
    const message = simulator.notification([misfitUpdate()]);
    const running = app.send(message);
    await until(() => runs === 1);
    const closed = app.app.close();
    expect(await app.send(message)).toBe(503);
    gate.open();
    expect(await running).toBe(200);
    await closed;
    expect(runs).toBe(1);
  });

  it('completes the bus, after the last event and the last failure', async () => {
    const gate = new Gate();
    const seen: string[] = [];
    const app = await startDeliveryApp({
      adapter,
      providers: [
        listener('Broken', '*', async () => {
          await gate.opened;
          throw new Error('broken');
        }),
      ],
    });
    const watch = (name: string, next?: () => void) => ({
      ...(next && { next }),
      complete: () => void seen.push(`${name} complete`),
    });
    app.bus.on('*').subscribe(watch('events', () => seen.push('event')));
    app.bus.failures$.subscribe(watch('failures', () => seen.push('failure')));
    app.bus.rejections$.subscribe(watch('rejections'));
    app.bus.subscriptions$.subscribe(watch('subscriptions'));

    const running = app.post([misfitUpdate()]);
    await until(() => seen.includes('event'));
    const closed = app.app.close();
    gate.open();
    expect(await running).toBe(503);
    await closed;
    expect(seen.slice(0, 2)).toEqual(['event', 'failure']);
    const complete = ['events', 'failures', 'rejections', 'subscriptions'];
    expect(seen.slice(2).toSorted()).toEqual(complete.map((name) => `${name} complete`));
  });

  // A connection that is kept alive outlives the server's own closing: by 5 s, or 72 on Fastify.
  it('ends the connection with every answer from then on', async () => {
    const gate = new Gate();
    let runs = 0;
    const app = await startDeliveryApp({
      adapter,
      providers: [
        listener('Slow', '*', () => {
          runs++;
          return gate.opened;
        }),
      ],
    });
    const post = async () => {
      const body = JSON.stringify(simulator.notification([misfitUpdate()]));
      const { status, headers } = await fetch(app.url, { method: 'POST', body });
      return [status, headers.get('connection')];
    };
    const running = post();
    await until(() => runs === 1);
    const closed = app.app.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const refused = await post();
    gate.open();
    const answers = { refused, running: await running };
    await closed;
    expect(answers).toEqual({ refused: [503, 'close'], running: [200, 'close'] });
  });

  it.each([
    {
      title: 'refuses a notification that waited for its certificate',
      message: () => simulator.notification([misfitUpdate()]),
      held: /\.pem$/,
      status: 503,
    },
    {
      title: 'answers a message whose subscription waited to be confirmed',
      message: () => simulator.subscriptionConfirmation(),
      held: /\/\?Action=ConfirmSubscription/,
      status: 200,
    },
  ])('$title, and is closed then', async ({ message, held, status }) => {
    const gate = new Gate();
    let isHeld = false;
    const handled: string[] = [];
    const app = await startDeliveryApp({
      adapter,
      module: {
        fetch: async (url) => {
          if (held.test(url.href)) {
            isHeld = true;
            await gate.opened;
          }
          return simulator.fetch(url);
        },
      },
      providers: [listener('Quick', '*', ({ id }) => void handled.push(id))],
    });
    const sent = app.send(message());
    await until(() => isHeld);
    const closed = app.app.close();
    await until(() => app.app.get(DeliveryHost, { strict: false }).isStopping);
    gate.open();
    expect(await sent).toBe(status);
    await closed;
    expect(handled).toEqual([]);
  });

  it('waits for a hung handler no longer than the deadline', async () => {
    let runs = 0;
    const app = await startDeliveryApp({
      adapter,
      module: { handlerTimeout: 300 },
      providers: [
        listener('Hung', '*', () => {
          runs++;
          return new Promise(() => {});
        }),
      ],
    });
    const running = app.post([misfitUpdate()]);
    await until(() => runs === 1);
    const startedAt = performance.now();
    await app.app.close();
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(await running).toBe(503);
  });

  it('is closed at once when nothing is at work', async () => {
    const app = await startDeliveryApp({
      adapter,
      providers: [listener('Quick', '*', () => undefined)],
    });
    expect(await app.post([misfitUpdate()])).toBe(200);
    const startedAt = performance.now();
    await app.app.close();
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});
