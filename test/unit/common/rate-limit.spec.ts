import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RateLimit } from '../../../lib/common/rate-limit.js';

const MINUTE = 60_000;

/** How many of so many uses are allowed now. */
function take(limit: RateLimit, times: number): number {
  return Array.from({ length: times }, () => limit.take()).filter(Boolean).length;
}

describe('a rate limit', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('allows the burst, and then as many in each period', () => {
    const limit = new RateLimit(4, MINUTE);
    expect(take(limit, 100)).toBe(4);
    vi.advanceTimersByTime(MINUTE / 4 - 1);
    expect(take(limit, 100)).toBe(0);
    vi.advanceTimersByTime(1);
    expect(take(limit, 100)).toBe(1);
    vi.advanceTimersByTime(60 * MINUTE);
    expect(take(limit, 100)).toBe(4);
  });
});
