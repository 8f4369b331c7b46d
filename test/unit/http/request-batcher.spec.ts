import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { RequestBatcher } from '../../../lib/http/route/request-batcher.js';

/** Joins, and then takes two steps, as what comes behind the guard takes many. */
async function takeSteps(
  batches: RequestBatcher,
  name: string | number,
  steps: string[],
): Promise<void> {
  await batches.join();
  steps.push(`${name}: first`);
  await Promise.resolve();
  steps.push(`${name}: second`);
}

describe('RequestBatcher', () => {
  it('lets those that come in one turn of the event loop go on step by step together', async () => {
    const batches = new RequestBatcher();
    const steps: string[] = [];
    await Promise.all(['a', 'b', 'c'].map((name) => takeSteps(batches, name, steps)));
    const expected = ['first', 'second'].flatMap((step) =>
      ['a', 'b', 'c'].map((n) => `${n}: ${step}`),
    );
    expect(steps).toEqual(expected);
  });

  it('lets no more than 16 go on together, and the others behind them', async () => {
    const batches = new RequestBatcher();
    const steps: string[] = [];
    await Promise.all(Array.from({ length: 40 }, (_, index) => takeSteps(batches, index, steps)));
    const sizes = [16, 16, 8];
    const expected = sizes.flatMap((size, batch) =>
      ['first', 'second'].flatMap((step) =>
        Array.from({ length: size }, (_, index) => `${batch * 16 + index}: ${step}`),
      ),
    );
    expect(steps).toEqual(expected);
  });

  it('leaves one that comes while a batch is at work to the next turn', async () => {
    const batches = new RequestBatcher();
    const steps: string[] = [];
    await takeSteps(batches, 'early', steps);
    const late = takeSteps(batches, 'late', steps);
    await Promise.resolve();
    expect(steps).not.toContain('late: first');
    await late;
    expect(steps).toEqual(['early: first', 'early: second', 'late: first', 'late: second']);
  });

  it('lets one that comes alone wait for the end of the turn only', async () => {
    const steps: string[] = [];
    const joined = takeSteps(new RequestBatcher(), 'alone', steps);
    const nextInLine = new Promise<void>((resolve) => {
      setImmediate(() => resolve(void steps.push('next in line')));
    });
    await Promise.all([joined, nextInLine]);
    expect(steps).toEqual(['alone: first', 'alone: second', 'next in line']);
  });

  it('goes on where a test of the application has faked the timers', async () => {
    vi.useFakeTimers({ toFake: ['setImmediate'] });
    onTestFinished(() => void vi.useRealTimers());
    await expect(new RequestBatcher().join()).resolves.toBeUndefined();
  });
});
