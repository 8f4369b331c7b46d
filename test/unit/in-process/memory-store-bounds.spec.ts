import { MemoryIdempotencyStore } from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { HandClock } from '../../support/clocks/hand-clock.js';

const LEASE = 15_000;
const RETENTION = 70 * 60 * 1000;

function createStore(maxMessages?: number) {
  const clock = new HandClock();
  const options = maxMessages === undefined ? {} : { maxMessages };
  const store = new MemoryIdempotencyStore({ clock: clock.read, ...options });
  const finish = (id: string) => store.complete(store.claim(id, ['t'], LEASE), ['t'], RETENTION);
  const isDone = (id: string) => {
    const { granted, busy } = store.claim(id, ['t'], LEASE);
    return granted.length === 0 && busy.length === 0;
  };
  return { clock, store, finish, isDone };
}

describe('what MemoryIdempotencyStore remembers', () => {
  it.each([0, -1, 1.5, NaN, Infinity, '10' as never])('cannot be limited to %s', (maxMessages) => {
    expect(() => new MemoryIdempotencyStore({ maxMessages })).toThrow(TypeError);
  });

  it('is dropped after its time, when others come', () => {
    const { clock, store, finish } = createStore();
    for (let index = 0; index < 100; index++) finish(`old ${index}`);
    expect(store.size).toBe(100);
    clock.pass(RETENTION - 1);
    finish('new');
    expect(store.size).toBe(101);
    clock.pass(1);
    finish('newer');
    expect(store.size).toBe(2);
  });

  it('is kept for its whole time while there is room', () => {
    const { clock, finish, isDone } = createStore(1_000);
    for (let index = 0; index < 500; index++) finish(`m ${index}`);
    clock.pass(RETENTION - 1);
    for (let index = 0; index < 500; index++) finish(`n ${index}`);
    for (let index = 0; index < 500; index++) expect(isDone(`m ${index}`)).toBe(true);
  });

  it('loses the oldest first when there is no room', () => {
    const { store, finish, isDone } = createStore(3);
    for (const id of ['a', 'b', 'c', 'd']) finish(id);
    expect(store.size).toBe(3);
    for (const id of ['b', 'c', 'd']) expect(isDone(id)).toBe(true);
    expect(isDone('a')).toBe(false);
  });

  it('is nothing of a message whose tasks were all given back', () => {
    const { store } = createStore();
    for (let index = 0; index < 10; index++) {
      store.release(store.claim('m', ['a', 'b'], LEASE), ['a', 'b']);
    }
    expect(store.size).toBe(0);
  });

  it('is nothing of a message that nobody finished, once its lease has run out', () => {
    const { clock, store, finish } = createStore();
    store.claim('m', ['a'], LEASE);
    clock.pass(LEASE);
    finish('n');
    expect(store.size).toBe(1);
  });

  it.each([1, 5, 15, 16, 17, 40])('never loses a lease that lasts: %i of them', (held) => {
    const { store, finish } = createStore(2);
    const ids = Array.from({ length: held }, (_, index) => `held ${index}`);
    for (const id of ids) store.claim(id, ['t'], LEASE);
    for (let index = 0; index < 500; index++) finish(`m ${index}`);
    for (const id of ids) {
      expect(store.claim(id, ['t'], LEASE)).toMatchObject({ granted: [], busy: ['t'] });
    }
    // Looking past many of them takes a few messages.
    expect(store.size).toBeLessThanOrEqual(held + 10);
  });

  it('is within its limit again when the leases have ended', () => {
    const { clock, store, finish } = createStore(10);
    for (let index = 0; index < 200; index++) store.claim(`held ${index}`, ['t'], LEASE);
    expect(store.size).toBe(200);
    clock.pass(LEASE);
    for (let index = 0; index < 20; index++) finish(`m ${index}`);
    expect(store.size).toBe(10);
  });

  it('does not outlive a full store because of a lease that has ended', () => {
    const { clock, store, finish } = createStore(2);
    store.complete(store.claim('m', ['a', 'b'], LEASE), ['a'], RETENTION);
    clock.pass(LEASE);
    finish('n');
    finish('o');
    expect(store.claim('m', ['a'], LEASE).granted).toEqual(['a']);
  });

  it('outlives a renewed lease of a message that is not done', () => {
    const { clock, store, finish } = createStore(2);
    const claim = store.claim('m', ['t'], LEASE);
    for (let index = 0; index < 50; index++) {
      clock.pass(LEASE - 1);
      store.renew(claim, LEASE);
      finish(`n ${index}`);
    }
    expect(store.claim('m', ['t'], LEASE).busy).toEqual(['t']);
  });

  it('can be completed after it was forgotten', () => {
    const { clock, store, finish, isDone } = createStore(1);
    const claim = store.claim('m', ['t'], LEASE);
    clock.pass(LEASE);
    finish('n');
    expect(store.size).toBe(1);
    store.renew(claim, LEASE);
    store.release(claim, []);
    expect(store.size).toBe(1);
    store.complete(claim, ['t'], RETENTION);
    expect(isDone('m')).toBe(true);
    expect(store.size).toBe(1);
  });

  it('takes no more time or room for the last of 100 000 messages than for the first', () => {
    const { clock, store, finish } = createStore(10_000);
    const lap = (number: number): number => {
      const before = process.cpuUsage();
      for (let index = 0; index < 20_000; index++) {
        clock.pass(1);
        finish(`lap ${number} message ${index}`);
      }
      expect(store.size).toBeLessThanOrEqual(10_000);
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    lap(0);
    const [first, ...others] = Array.from({ length: 4 }, (_, index) => lap(index + 1));
    expect(store.size).toBe(10_000);
    // What looks at all that is remembered for each message would take thousands of times longer.
    expect(Math.min(...others)).toBeLessThan(10 * (first ?? 0));
  });
});
