import { describe, expect, it } from 'vitest';
import { ConcurrencyLimit } from '../../../lib/common/concurrency-limit.js';
import { Gate } from '../../support/clocks/gate.js';

describe('a concurrency limit', () => {
  it('runs so many at once, the others in their order, and refuses the rest', async () => {
    const limit = new ConcurrencyLimit(2, 3);
    const gates = Array.from({ length: 6 }, () => new Gate());
    const started: number[] = [];
    const results = gates.map((gate, index) =>
      limit.tryRun(async () => {
        started.push(index);
        await gate.opened;
        return index;
      }),
    );
    expect(results.pop()).toBeUndefined();
    expect(started).toEqual([0, 1]);

    for (const gate of gates) gate.open();
    expect(await Promise.all(results as Promise<number>[])).toEqual([0, 1, 2, 3, 4]);
    expect(started).toEqual([0, 1, 2, 3, 4]);
  });

  it('has a place again after a task that failed', async () => {
    const limit = new ConcurrencyLimit(1, 0);
    const failure = new Error('failed');
    await expect(limit.tryRun(() => Promise.reject(failure))).rejects.toBe(failure);
    expect(await limit.tryRun(async () => 'done')).toBe('done');
  });
});
