import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LogThrottle } from '../../../lib/common/log-throttle.js';
import { HandClock } from '../../support/clocks/hand-clock.js';

const MINUTE = 60_000;

function start() {
  const clock = new HandClock();
  const summaries: string[] = [];
  const throttle = new LogThrottle({
    subject: 'refusals',
    write: (line) => summaries.push(line),
    clock: clock.read,
  });
  const admit = (...lines: (readonly [string, string?])[]): number =>
    lines.filter(([code, about]) => throttle.admit(code, about)).length;
  return { clock, summaries, throttle, admit };
}

const topics = (count: number) =>
  Array.from({ length: count }, (_, index) => ['FORGED', `topic ${index}`] as const);

describe('a log throttle', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it('admits one line for each code and topic in a minute', () => {
    const { clock, admit } = start();
    expect(admit(['A', 'one'], ['A', 'two'], ['B', 'one'], ['B'])).toBe(4);
    clock.pass(MINUTE - 1);
    expect(admit(['A', 'one'], ['A', 'two'], ['B', 'one'], ['B'])).toBe(0);
    clock.pass(1);
    expect(admit(['A', 'one'], ['A', 'two'], ['B', 'one'], ['B'])).toBe(4);
  });

  it('admits the first line of a code, however many topics another code has named', () => {
    const { admit } = start();
    expect(admit(...topics(1_000))).toBe(51);
    expect(admit(['STORE_DOWN', 'a topic'], ['SHUTTING_DOWN'])).toBe(2);
    expect(admit(['STORE_DOWN', 'another topic'])).toBe(0);
  });

  it('counts by code what it has not admitted, when the minute is over', () => {
    const { summaries, admit } = start();
    admit(['A'], ['A'], ['B'], ['B'], ['B'], ['B']);
    vi.advanceTimersByTime(MINUTE - 1);
    expect(summaries).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(summaries).toEqual(['4 more refusals were not logged: 3 B, 1 A']);
    vi.advanceTimersByTime(10 * MINUTE);
    expect(summaries).toHaveLength(1);
  });

  it('has nothing to sum up when it has admitted everything', () => {
    const { summaries, throttle, admit } = start();
    admit(['A'], ['B']);
    vi.advanceTimersByTime(MINUTE);
    throttle.flush();
    expect(summaries).toEqual([]);
  });

  it('sums up early when it is flushed, and only once', () => {
    const { summaries, throttle, admit } = start();
    admit(['A'], ['A']);
    throttle.flush();
    throttle.flush();
    vi.advanceTimersByTime(MINUTE);
    expect(summaries).toEqual(['1 more refusals were not logged: 1 A']);
  });

  it('is not silenced by a clock that is set back', () => {
    const { clock, admit } = start();
    expect(admit(['A'], ['A'])).toBe(1);
    clock.pass(-10 * MINUTE);
    expect(admit(['A'], ['A'])).toBe(1);
    clock.pass(MINUTE);
    expect(admit(['A'], ['A'])).toBe(1);
  });

  it('is not silenced by a clock that stands still', () => {
    const { admit } = start();
    expect(admit(['A'], ['A'])).toBe(1);
    vi.advanceTimersByTime(MINUTE);
    expect(admit(['A'], ['A'])).toBe(1);
  });
});
