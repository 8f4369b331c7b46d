import { setTimeout as sleep } from 'node:timers/promises';
import {
  HandlerTimeoutError,
  RetryLater,
  type MisfitFailure,
  type MisfitRejection,
} from 'nestjs-misfit-notification';
import { misfitUpdate } from 'nestjs-misfit-notification/testing';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../support/apps/adapters.js';
import { CollectingLogger } from '../../support/observers/collecting-logger.js';
import { startDeliveryApp } from '../../support/apps/delivery-app.js';
import { Gate } from '../../support/clocks/gate.js';
import { listener } from '../../support/apps/listeners.js';

const HANDLERS: readonly [string, () => unknown, number][] = [
  ['returns nothing', () => undefined, 200],
  ['resolves', () => sleep(5), 200],
  ['returns false', () => false, 200],
  ['resolves with an error that it does not throw', () => Promise.resolve(new Error('no')), 200],
  ['throws', () => thrown(new Error('broken')), 503],
  ['throws what is no error', () => thrown('broken'), 503],
  ['throws undefined', () => thrown(undefined), 503],
  ['throws null', () => thrown(null), 503],
  ['throws an error that cannot be changed', () => thrown(Object.freeze(new Error('ice'))), 503],
  ['throws an error whose message is no text', () => thrown(withMessage(Symbol('odd'))), 503],
  ['throws an error that cannot be looked at', () => thrown(hostile), 503],
  ['throws an object without a prototype', () => thrown(Object.create(null)), 503],
  ['throws a symbol', () => thrown(Symbol('broken')), 503],
  ['rejects', () => Promise.reject(new Error('broken')), 503],
  ['rejects with an object without a prototype', () => Promise.reject(Object.create(null)), 503],
  ['throws an error with an HTTP status', () => thrown({ status: 404, statusCode: 404 }), 503],
  ['asks for another try', () => thrown(new RetryLater(60_000)), 503],
  // oxlint-disable-next-line unicorn/no-thenable
  ['returns a thenable that rejects', () => ({ then: (_: unknown, no: () => void) => no() }), 503],
];

const hostile = new Proxy(new Error('hostile'), {
  get: () => thrown(new Error('looked at')),
  getPrototypeOf: () => thrown(new Error('looked at')),
});

function withMessage(message: unknown): Error {
  return Object.assign(new Error('replaced'), { message, stack: 'at home' });
}

function thrown(error: unknown): never {
  throw error;
}

describe.each(ADAPTERS)('the answer to a delivery on %s', (adapter) => {
  it.each(HANDLERS)('follows from a handler that %s', async (_, handle, status) => {
    const after: string[] = [];
    const failures: MisfitFailure[] = [];
    const app = await startDeliveryApp({
      adapter,
      providers: [
        listener('First', 'goals.updated', handle),
        listener('Second', 'goals.updated', ({ id }) => after.push(id)),
      ],
    });
    app.bus.failures$.subscribe((failure) => failures.push(failure));

    expect(await app.post([misfitUpdate('goals.updated', { id: 'one' })])).toBe(status);
    expect(after).toEqual(['one']);
    expect(failures.map(({ handler }) => handler)).toEqual(status === 200 ? [] : ['First.handle']);
    expect(await app.post([misfitUpdate('devices.created')])).toBe(200);
  });

  it('is 503 at the deadline, and failures$ names the handler that was late', async () => {
    const gate = new Gate();
    const failures: MisfitFailure[] = [];
    const app = await startDeliveryApp({
      adapter,
      module: { handlerTimeout: 200 },
      providers: [listener('Slow', '*', () => gate.opened), listener('Fast', '*', () => 1)],
    });
    app.bus.failures$.subscribe((failure) => failures.push(failure));

    const startedAt = performance.now();
    expect(await app.post([misfitUpdate()])).toBe(503);
    expect(performance.now() - startedAt).toBeGreaterThan(190);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(failures.map(({ handler }) => handler)).toEqual(['Slow.handle']);
    expect(failures[0]?.error).toBeInstanceOf(HandlerTimeoutError);
    gate.open();
  });

  it('shows each failure with its event, its handler and what was thrown', async () => {
    const error = new Error('the database is away');
    const later = new RetryLater(1_000, 'the limit is reached');
    const failures: MisfitFailure[] = [];
    const rejections: MisfitRejection[] = [];
    const logger = new CollectingLogger();
    const app = await startDeliveryApp({
      adapter,
      logger,
      providers: [
        listener('Broken', 'goals', () => thrown(error)),
        listener('Waiting', 'goals', () => Promise.reject(later)),
        listener('Sound', 'goals', () => undefined),
      ],
    });
    app.bus.failures$.subscribe((failure) => failures.push(failure));
    app.bus.rejections$.subscribe((rejection) => rejections.push(rejection));

    const updates = ['a', 'b'].map((id) => misfitUpdate('goals.created', { id }));
    expect(await app.post(updates)).toBe(503);
    const shown = failures.map(({ event, handler, error: cause }) => [event.id, handler, cause]);
    expect(shown).toHaveLength(4);
    expect(shown).toEqual(
      expect.arrayContaining([
        ['a', 'Broken.handle', error],
        ['a', 'Waiting.handle', later],
        ['b', 'Broken.handle', error],
        ['b', 'Waiting.handle', later],
      ]),
    );
    expect(rejections).toEqual([]);
    expect(logger.find('error', 'Broken.handle on goals.created a')).toHaveLength(1);
    expect(logger.find('warn', 'Waiting.handle on goals.created a')).toHaveLength(1);
    expect(logger.find('error', 'Waiting')).toEqual([]);
  });
});
