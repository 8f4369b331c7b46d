import { MemoryIdempotencyStore } from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { HandClock } from '../../support/clocks/hand-clock.js';
import { MovableClock } from '../../support/clocks/movable-clock.js';

const LEASE = 15_000;
const RETENTION = 70 * 60 * 1000;

function createStore() {
  const clock = new HandClock();
  return { clock, store: new MemoryIdempotencyStore({ clock: clock.read }) };
}

describe('a claim of MemoryIdempotencyStore', () => {
  it('is granted what nobody has, in the order asked for', () => {
    const { store } = createStore();
    expect(store.claim('m', ['c', 'a', 'b'], LEASE)).toMatchObject({
      messageId: 'm',
      granted: ['c', 'a', 'b'],
      busy: [],
    });
  });

  it('finds busy what another holds, and is granted the rest', () => {
    const { store } = createStore();
    store.claim('m', ['a', 'b'], LEASE);
    expect(store.claim('m', ['b', 'c', 'a', 'd'], LEASE)).toMatchObject({
      granted: ['c', 'd'],
      busy: ['b', 'a'],
    });
  });

  it('finds neither free nor busy what is done', () => {
    const { store } = createStore();
    const claim = store.claim('m', ['a', 'b'], LEASE);
    store.complete(claim, ['a'], RETENTION);
    expect(store.claim('m', ['a', 'b'], LEASE)).toMatchObject({ granted: [], busy: ['b'] });
    store.complete(claim, ['b'], RETENTION);
    expect(store.claim('m', ['a', 'b'], LEASE)).toMatchObject({ granted: [], busy: [] });
  });

  it('is told from every other by its token', () => {
    const { store } = createStore();
    const tokens = ['m', 'm', 'n'].map((id) => store.claim(id, ['a'], LEASE).token);
    expect(new Set(tokens).size).toBe(3);
  });

  it('has nothing to do with other messages', () => {
    const { store } = createStore();
    store.complete(store.claim('m', ['a'], LEASE), ['a'], RETENTION);
    store.claim('n', ['a'], LEASE);
    for (const id of ['o', '__proto__', 'constructor', '']) {
      expect(store.claim(id, ['a'], LEASE).granted).toEqual(['a']);
      expect(store.claim(id, ['a'], LEASE).busy).toEqual(['a']);
    }
  });

  it('of no tasks holds nothing up', () => {
    const { store } = createStore();
    expect(store.claim('m', [], LEASE)).toMatchObject({ granted: [], busy: [] });
    expect(store.claim('m', ['a'], LEASE).granted).toEqual(['a']);
  });

  it('ends when its lease does, to the millisecond', () => {
    const { clock, store } = createStore();
    store.claim('m', ['a'], LEASE);
    clock.pass(LEASE - 1);
    expect(store.claim('m', ['a'], LEASE).busy).toEqual(['a']);
    clock.pass(1);
    expect(store.claim('m', ['a'], LEASE).granted).toEqual(['a']);
  });

  it('lasts from the last time it was renewed', () => {
    const { clock, store } = createStore();
    const claim = store.claim('m', ['a', 'b'], LEASE);
    store.complete(claim, ['b'], RETENTION);
    for (let times = 0; times < 5; times++) {
      clock.pass(LEASE - 1);
      store.renew(claim, LEASE);
    }
    clock.pass(LEASE - 1);
    expect(store.claim('m', ['a', 'b'], LEASE)).toMatchObject({ granted: [], busy: ['a'] });
    clock.pass(1);
    expect(store.claim('m', ['a', 'b'], LEASE)).toMatchObject({ granted: ['a'], busy: [] });
  });

  it('is renewed without the other claims of its message', () => {
    const { clock, store } = createStore();
    store.claim('m', ['a'], LEASE);
    const renewed = store.claim('m', ['b'], LEASE);
    clock.pass(LEASE - 1);
    store.renew(renewed, LEASE);
    clock.pass(1);
    expect(store.claim('m', ['a', 'b'], LEASE)).toMatchObject({ granted: ['a'], busy: ['b'] });
  });

  it('is not won back from a later one by renewing it', () => {
    const { clock, store } = createStore();
    const first = store.claim('m', ['a'], LEASE);
    clock.pass(LEASE);
    const second = store.claim('m', ['a'], LEASE);
    store.renew(first, 100 * LEASE);
    store.release(second, ['a']);
    expect(store.claim('m', ['a'], LEASE).granted).toEqual(['a']);
  });

  it('gives back what it releases, and only that', () => {
    const { store } = createStore();
    const claim = store.claim('m', ['a', 'b', 'c'], LEASE);
    store.release(claim, ['b']);
    expect(store.claim('m', ['a', 'b', 'c'], LEASE)).toMatchObject({
      granted: ['b'],
      busy: ['a', 'c'],
    });
  });

  it('leaves nothing behind when all claims of its message are released', () => {
    const { store } = createStore();
    const claims = [store.claim('m', ['a'], LEASE), store.claim('m', ['b', 'a'], LEASE)];
    expect(store.claim('m', ['a', 'b'], LEASE).granted).toEqual([]);
    for (const claim of claims) store.release(claim, claim.granted);
    expect(store.size).toBe(0);
  });

  it('releases nothing that a later one holds', () => {
    const { clock, store } = createStore();
    const first = store.claim('m', ['a'], LEASE);
    clock.pass(LEASE);
    store.claim('m', ['a'], LEASE);
    store.release(first, ['a']);
    expect(store.claim('m', ['a'], LEASE).busy).toEqual(['a']);
  });

  it('releases nothing else when it releases what it no longer holds', () => {
    const { store } = createStore();
    const claim = store.claim('m', ['a', 'b'], LEASE);
    store.complete(claim, ['a'], RETENTION);
    store.release(claim, ['a']);
    expect(store.claim('m', ['a', 'b'], LEASE)).toMatchObject({ granted: [], busy: ['b'] });
  });

  it('that has run out completes its tasks all the same, for a later one too', () => {
    const { clock, store } = createStore();
    const late = store.claim('m', ['a', 'b'], LEASE);
    clock.pass(2 * LEASE);
    const current = store.claim('m', ['a', 'b'], LEASE);
    store.complete(late, ['a'], RETENTION);
    expect(store.claim('m', ['a', 'b'], LEASE)).toMatchObject({ granted: [], busy: ['b'] });
    store.release(current, ['a', 'b']);
    expect(store.claim('m', ['a', 'b'], LEASE)).toMatchObject({ granted: ['b'], busy: [] });
  });

  it('completes bit by bit, in any order and more than once', () => {
    const { store } = createStore();
    const claim = store.claim('m', ['a', 'b', 'c'], LEASE);
    store.complete(claim, ['c'], RETENTION);
    store.complete(claim, ['a', 'c'], RETENTION);
    store.complete(claim, [], RETENTION);
    store.release(claim, ['b']);
    expect(store.claim('m', ['a', 'b', 'c'], LEASE)).toMatchObject({ granted: ['b'], busy: [] });
  });

  it('keeps what was released after a completion from being taken for done', () => {
    const { store } = createStore();
    const claim = store.claim('m', ['a', 'b'], LEASE);
    store.complete(claim, ['a'], RETENTION);
    store.release(claim, ['b']);
    const again = store.claim('m', ['a', 'b'], LEASE);
    expect(again).toMatchObject({ granted: ['b'], busy: [] });
    store.complete(again, ['b'], RETENTION);
    expect(store.claim('m', ['a', 'b'], LEASE)).toMatchObject({ granted: [], busy: [] });
  });

  it.each([2 * RETENTION, -2 * RETENTION])(
    'neither ends nor is forgotten by a step of the system clock of %i ms',
    (step) => {
      const system = new MovableClock();
      const store = new MemoryIdempotencyStore();
      store.complete(store.claim('done', ['a'], LEASE), ['a'], RETENTION);
      store.claim('m', ['a'], LEASE);
      system.step(step);
      expect(store.claim('m', ['a'], LEASE)).toMatchObject({ granted: [], busy: ['a'] });
      store.claim('another', ['a'], LEASE);
      expect(store.claim('done', ['a'], LEASE)).toMatchObject({ granted: [], busy: [] });
      system.pass(LEASE);
      expect(store.claim('m', ['a'], LEASE)).toMatchObject({ granted: ['a'], busy: [] });
    },
  );
});
