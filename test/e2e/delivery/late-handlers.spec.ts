import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { simulator, startDeliveryApp } from '../../support/apps/delivery-app.js';
import { Gate, until } from '../../support/clocks/gate.js';
import { listener } from '../../support/apps/listeners.js';

describe.each(ADAPTERS)('a handler that misses the deadline on %s', (adapter) => {
  it('is not run again while it is at work, nor after its late success', async () => {
    const gate = new Gate();
    const calls: string[] = [];
    let done = 0;
    const app = await startDeliveryApp({
      adapter,
      module: { handlerTimeout: 200 },
      providers: [
        listener('Slow', 'goals', async ({ id }) => {
          calls.push(`Slow ${id}`);
          await gate.opened;
          done++;
        }),
        listener('Quick', 'goals', ({ id }) => calls.push(`Quick ${id}`)),
      ],
    });
    const message = simulator.notification([misfitUpdate('goals.created', { id: 'a' })]);

    expect(await app.send(message)).toBe(503);
    expect(await app.send(message)).toBe(503);
    expect(await app.send(message)).toBe(503);
    expect(calls.toSorted()).toEqual(['Quick a', 'Slow a']);
    gate.open();
    await until(() => done === 1);
    expect(await app.send(message)).toBe(200);
    expect(calls).toHaveLength(2);
  });

  it('is run again when it has failed late', async () => {
    const gate = new Gate();
    let runs = 0;
    let failed = 0;
    const app = await startDeliveryApp({
      adapter,
      module: { handlerTimeout: 150 },
      providers: [
        listener('Slow', 'goals', async () => {
          if (++runs > 1) return;
          await gate.opened;
          throw new Error('too late, and broken');
        }),
      ],
    });
    app.bus.failures$.subscribe(() => failed++);
    const message = simulator.notification([misfitUpdate('goals.created')]);

    expect(await app.send(message)).toBe(503);
    expect(failed).toBe(1);
    gate.open();
    await until(() => failed === 2);
    expect(await app.send(message)).toBe(200);
    expect(runs).toBe(2);
  });

  it('holds what stands behind it for the same owner, and keeps that in order', async () => {
    const gate = new Gate();
    const calls: string[] = [];
    const app = await startDeliveryApp({
      adapter,
      module: { handlerTimeout: 150 },
      providers: [
        listener('Slow', 'goals', ({ id }) => {
          calls.push(id);
          return id === 'a' ? gate.opened : undefined;
        }),
      ],
    });
    const updates = ['a', 'b'].map((id) => misfitUpdate('goals.created', { id, ownerId: 'ada' }));
    const message = simulator.notification(updates);

    expect(await app.send(message)).toBe(503);
    expect(calls).toEqual(['a']);
    gate.open();
    await until(() => calls.length === 2);
    expect(await app.send(message)).toBe(200);
    expect(calls).toEqual(['a', 'b']);
  });

  it('can be run again after five times the deadline when it hangs, and not before', async () => {
    const hangs = new Promise<void>(() => {});
    const handlerTimeout = 200;
    let runs = 0;
    const app = await startDeliveryApp({
      adapter,
      module: { handlerTimeout },
      providers: [listener('Hung', 'goals', () => (++runs === 1 ? hangs : undefined))],
    });
    const message = simulator.notification([misfitUpdate('goals.created')]);

    const startedAt = performance.now();
    expect(await app.send(message)).toBe(503);
    let isBack = false;
    for (let attempt = 0; attempt < 2_000 && !isBack; attempt++) {
      isBack = (await app.send(message)) === 200;
      if (!isBack) await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const elapsed = performance.now() - startedAt;
    expect(isBack).toBe(true);
    expect(runs).toBe(2);
    expect(elapsed).toBeGreaterThan(5 * handlerTimeout - 20);
    expect(elapsed).toBeLessThan(5 * handlerTimeout + 30_000);
  });

  it('does not hold up other messages of the same owner', async () => {
    const gate = new Gate();
    const app = await startDeliveryApp({
      adapter,
      module: { handlerTimeout: 300 },
      providers: [listener('Slow', 'goals', ({ id }) => (id === 'a' ? gate.opened : undefined))],
    });
    const post = (id: string) => app.post([misfitUpdate('goals.created', { id, ownerId: 'ada' })]);
    const slow = post('a');
    expect(await post('b')).toBe(200);
    gate.open();
    expect(await slow).toBe(200);
  });
});
