import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TokenBucket } from '../../../lib/common/token-bucket.js';

function takeAll(bucket: TokenBucket): number {
  let taken = 0;
  while (bucket.take()) taken++;
  return taken;
}

describe('a token bucket of 10 a second and 5 at once', () => {
  let bucket: TokenBucket;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
    bucket = new TokenBucket(10, 5);
  });
  afterEach(() => void vi.useRealTimers());

  it('gives five tokens at once, and then one in 100 ms', () => {
    expect(takeAll(bucket)).toBe(5);
    vi.advanceTimersByTime(99);
    expect(takeAll(bucket)).toBe(0);
    vi.advanceTimersByTime(1);
    expect(takeAll(bucket)).toBe(1);
    vi.advanceTimersByTime(300);
    expect(takeAll(bucket)).toBe(3);
  });

  it('collects no more than five tokens in a pause of any length', () => {
    takeAll(bucket);
    vi.advanceTimersByTime(3_600_000);
    expect(takeAll(bucket)).toBe(5);
  });

  it('tells the milliseconds until the next token', () => {
    takeAll(bucket);
    expect(bucket.delay).toBe(100);
    vi.advanceTimersByTime(40);
    expect(bucket.take()).toBe(false);
    expect(bucket.delay).toBe(60);
    vi.advanceTimersByTime(bucket.delay);
    expect(bucket.take()).toBe(true);
  });
});
