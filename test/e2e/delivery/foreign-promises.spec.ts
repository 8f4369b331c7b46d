import { setTimeout as sleep } from 'node:timers/promises';
import {
  MemoryIdempotencyStore,
  type IdempotencyStore,
  type MisfitDelivery,
} from 'nestjs-misfit-notification';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { simulator, startDeliveryApp } from '../../support/apps/delivery-app.js';
import { listener } from '../../support/apps/listeners.js';
import { settled, watchProcessFaults } from '../../support/observers/process-faults.js';

/** A promise of a library of its own, or of another realm: no instance of this `Promise`. */
function foreign<T>(work: () => T): Promise<T> {
  const promise = new Promise<T>((resolve, reject) => {
    setTimeout(() => {
      try {
        resolve(work());
      } catch (error) {
        reject(error);
      }
    }, 20);
  });
  // oxlint-disable-next-line unicorn/no-thenable
  return { then: promise.then.bind(promise) } as Promise<T>;
}

describe.each(ADAPTERS)('promises of another kind, on %s', (adapter) => {
  it('of an idempotency store are waited for', async () => {
    const memory = new MemoryIdempotencyStore();
    const idempotencyStore: IdempotencyStore = {
      claim: (...call) => foreign(() => memory.claim(...call)),
      renew: (...call) => foreign(() => memory.renew(...call)),
      complete: (...call) => foreign(() => memory.complete(...call)),
      release: (...call) => foreign(() => memory.release(...call)),
    };
    let runs = 0;
    const app = await startDeliveryApp({
      adapter,
      module: { idempotencyStore },
      providers: [listener('Counting', '*', () => runs++)],
    });
    const message = simulator.notification([misfitUpdate()]);
    expect([await app.send(message), await app.send(message)]).toEqual([200, 200]);
    expect(runs).toBe(1);
  });

  it('of a delivery are waited for', async () => {
    const refusals = [new Error('not now')];
    let accepted = 0;
    const delivery: MisfitDelivery = {
      start: () => undefined,
      stop: () => undefined,
      accept: () =>
        foreign(() => {
          const refusal = refusals.pop();
          if (refusal !== undefined) throw refusal;
          accepted++;
        }),
    };
    const app = await startDeliveryApp({ adapter, module: { delivery }, providers: [] });
    const message = simulator.notification([misfitUpdate()]);
    expect([await app.send(message), await app.send(message)]).toEqual([503, 200]);
    expect(accepted).toBe(1);
  });

  it('are what asynchronous functions make where the application has replaced its own', async () => {
    const faults = watchProcessFaults();
    let runs = 0;
    const app = await startDeliveryApp({
      adapter,
      providers: [
        listener('Counting', '*', async () => {
          await sleep(20);
          runs++;
        }),
      ],
    });
    onTestFinished(() => void vi.unstubAllGlobals());
    vi.stubGlobal('Promise', class extends Promise<unknown> {});

    const message = simulator.notification([misfitUpdate()]);
    const forged = { ...message, Message: `${message.Message} ` };
    // The certificate has yet to be had: a promise stands between the guard and its verdict.
    expect(await app.send(forged)).toBe(403);
    expect(await app.send(message)).toBe(200);
    expect(runs).toBe(1);
    await settled();
    expect(faults).toEqual([]);
  });
});
