import type { MisfitRejection } from 'nestjs-misfit-notification';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { simulator, startDeliveryApp } from '../../support/apps/delivery-app.js';
import { FAULTS, faultyStore } from '../../support/faults/faulty-store.js';
import { listener } from '../../support/apps/listeners.js';
import { settled, watchProcessFaults } from '../../support/observers/process-faults.js';

describe.each(ADAPTERS)('an idempotency store on %s', (adapter) => {
  it.each(Object.entries(FAULTS))('whose claim %s costs a 503, and soon', async (_, fault) => {
    const faults = watchProcessFaults();
    const store = faultyStore(['claim'], fault);
    const rejections: MisfitRejection[] = [];
    let runs = 0;
    const app = await startDeliveryApp({
      adapter,
      module: { idempotencyStore: store },
      providers: [listener('Counting', '*', () => runs++)],
    });
    app.bus.rejections$.subscribe((rejection) => rejections.push(rejection));
    const message = simulator.notification([misfitUpdate()]);

    const startedAt = performance.now();
    expect(await app.send(message)).toBe(503);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(rejections.map(({ code }) => code)).toEqual(['IDEMPOTENCY_STORE_UNAVAILABLE']);
    expect(runs).toBe(0);
    store.isBroken = false;
    expect(await app.send(message)).toBe(200);
    expect(runs).toBe(1);
    await settled();
    expect(faults).toEqual([]);
  });

  it('that loses its connection after the work costs a 503, and no repetition', async () => {
    const faults = watchProcessFaults();
    const store = faultyStore(['complete', 'renew', 'release'], FAULTS.rejects);
    let runs = 0;
    const app = await startDeliveryApp({
      adapter,
      module: { idempotencyStore: store },
      providers: [listener('Counting', '*', () => runs++)],
    });
    const message = simulator.notification([misfitUpdate()]);

    expect(await app.send(message)).toBe(503);
    expect(await app.send(message)).toBe(503);
    store.isBroken = false;
    let status: number | undefined;
    for (let attempt = 0; attempt < 100 && status !== 200; attempt++) {
      await settled();
      status = await app.send(message);
    }
    expect(status).toBe(200);
    expect(runs).toBe(1);
    expect(faults).toEqual([]);
  });
});
