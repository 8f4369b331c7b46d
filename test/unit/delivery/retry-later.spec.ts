import { RetryLater } from 'nestjs-misfit-notification';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const NOW = Date.parse('2026-11-24T01:02:03.456Z');

describe('RetryLater', () => {
  beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  it.each<[string, Date | number, number]>([
    ['a time', new Date(NOW + 60_000), NOW + 60_000],
    ['a time that is over', new Date(NOW - 60_000), NOW - 60_000],
    ['a delay', 60_000, NOW + 60_000],
    ['no delay', 0, NOW],
  ])('takes %s', (_, when, at) => {
    const error = new RetryLater(when, 'the limit is reached');
    expect(error.at.getTime()).toBe(at);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'RetryLater', message: 'the limit is reached' });
  });

  it.each<[string, Date | number]>([
    ['an invalid date', new Date(NaN)],
    ['NaN', NaN],
    ['infinity', Infinity],
    ['a delay before now', -1],
    ['a delay beyond the end of time', 1e18],
  ])('refuses %s', (_, when) => {
    expect(() => new RetryLater(when)).toThrow(RangeError);
  });
});
