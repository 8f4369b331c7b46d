import { expect, it } from 'vitest';
import { RandomPool } from '../../../lib/common/random-pool.js';

function poolOf(...members: readonly string[]): RandomPool<string> {
  const pool = new RandomPool<string>();
  for (const member of members) pool.add(member);
  return pool;
}

/** What can be picked, as far as many picks can tell. */
function pickable(pool: RandomPool<string>): string[] {
  const picked = new Set(Array.from({ length: 500 }, () => pool.pick() ?? 'nothing'));
  return [...picked].toSorted();
}

it('an empty pool has no member to pick', () => {
  expect(poolOf().pick()).toBeUndefined();
  expect(poolOf().size).toBe(0);
});

it('a member added twice is in the pool once', () => {
  const pool = poolOf('a', 'b', 'a');
  expect(pool.size).toBe(2);
  expect(pool.delete('a')).toBe(true);
  expect(pickable(pool)).toEqual(['b']);
});

it.each(['a', 'b', 'c'])('a deleted member cannot be picked, and the others can: %s', (member) => {
  const pool = poolOf('a', 'b', 'c');
  expect(pool.delete(member)).toBe(true);
  expect(pool.delete(member)).toBe(false);
  expect(pickable(pool)).toEqual(['a', 'b', 'c'].filter((other) => other !== member));
  pool.add(member);
  expect(pickable(pool)).toEqual(['a', 'b', 'c']);
});

it('every member is picked about equally often, whenever it was added', () => {
  const pool = poolOf('a', 'b', 'c', 'd');
  const counts = new Map<string, number>();
  for (let picks = 0; picks < 4_000; picks++) {
    const member = pool.pick()!;
    counts.set(member, (counts.get(member) ?? 0) + 1);
  }
  for (const member of ['a', 'b', 'c', 'd']) {
    expect(counts.get(member)).toBeGreaterThan(700);
    expect(counts.get(member)).toBeLessThan(1_300);
  }
});
