import type { MisfitEvent } from 'nestjs-misfit-notification';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { map, mergeMap, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { simulator, startDeliveryApp } from '../../support/apps/delivery-app.js';
import { listener } from '../../support/apps/listeners.js';
import { settled, watchProcessFaults } from '../../support/observers/process-faults.js';

const fail = (): never => {
  throw new Error('the observer is broken');
};
const failLater = (): never => Promise.reject(new Error('the observer is broken')) as never;
const hang = (): never => new Promise(() => {}) as never;

const OBSERVERS: Record<string, (events: Observable<MisfitEvent>) => unknown> = {
  throws: (events) => events.subscribe(fail),
  rejects: (events) => events.subscribe(failLater),
  'never settles': (events) => events.subscribe(hang),
  'throws in map': (events) => events.pipe(map(fail)).subscribe(),
  'rejects in mergeMap': (events) => events.pipe(mergeMap(failLater)).subscribe(),
  'throws in a handler of errors': (events) =>
    events.pipe(map(fail)).subscribe({ next: fail, error: fail }),
};

describe.each(ADAPTERS)('an observer of the bus on %s', (adapter) => {
  it('sees each event once, in order, however often a failed handler makes it come', async () => {
    const seen: string[] = [];
    let failures = 2;
    const app = await startDeliveryApp({
      adapter,
      providers: [
        listener('Flaky', 'goals', ({ id }) => {
          if (id === 'b' && failures-- > 0) throw new Error('not yet');
        }),
      ],
    });
    app.bus.on('*').subscribe(({ id }) => seen.push(`* ${id}`));
    app.bus.on('goals.created').subscribe(({ id }) => seen.push(`created ${id}`));
    const updates = ['a', 'b'].map((id) => misfitUpdate('goals.created', { id }));
    const sleep = misfitUpdate('sleeps.created', { id: 'c' });
    const message = simulator.notification([...updates, sleep]);

    const statuses: (number | undefined)[] = [];
    for (let attempt = 0; attempt < 4; attempt++) statuses.push(await app.send(message));
    expect(statuses).toEqual([503, 503, 200, 200]);
    expect(seen).toEqual(['* a', 'created a', '* b', 'created b', '* c']);
  });

  it('sees each event once when twenty copies arrive at once', async () => {
    const seen: string[] = [];
    const app = await startDeliveryApp({ adapter });
    app.bus.on('goals').subscribe(({ id }) => seen.push(id));
    const message = simulator.notification([misfitUpdate('goals.created', { id: 'a' })]);
    await Promise.all(Array.from({ length: 20 }, () => app.send(message)));
    expect(seen).toEqual(['a']);
  });

  it.each(Object.entries(OBSERVERS))(
    'that %s neither delays, fails nor repeats a delivery',
    async (_, observe) => {
      const faults = watchProcessFaults();
      const calls: string[] = [];
      const seen: string[] = [];
      const app = await startDeliveryApp({
        adapter,
        providers: [listener('Sound', '*', ({ id }) => calls.push(id))],
      });
      observe(app.bus.on('*'));
      app.bus.on('*').subscribe(({ id }) => seen.push(id));
      const message = simulator.notification(
        ['a', 'b'].map((id) => misfitUpdate('goals.created', { id })),
      );

      expect(await app.send(message)).toBe(200);
      expect(await app.send(message)).toBe(200);
      expect(calls).toEqual(['a', 'b']);
      expect(seen).toEqual(['a', 'b']);
      await settled();
      expect(faults).toEqual([]);
    },
  );

  it('of failures$ and rejections$ that throws changes no answer either', async () => {
    const faults = watchProcessFaults();
    let isBroken = true;
    const app = await startDeliveryApp({
      adapter,
      providers: [
        listener('Flaky', '*', () => {
          if (isBroken) throw new Error('not yet');
        }),
      ],
    });
    app.bus.failures$.subscribe(fail);
    app.bus.failures$.pipe(map(fail)).subscribe();
    app.bus.rejections$.subscribe(failLater);
    app.bus.rejections$.pipe(map(fail)).subscribe();
    const message = simulator.notification([misfitUpdate(), null]);

    expect(await app.send(message)).toBe(503);
    isBroken = false;
    expect(await app.send(message)).toBe(200);
    expect(await app.send({ ...message, Message: '[]' })).toBe(403);
    await settled();
    expect(faults).toEqual([]);
  });
});
