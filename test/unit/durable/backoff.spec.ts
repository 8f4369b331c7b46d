import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffDelay } from '../../../lib/durable/backoff.js';
import {
  DurableDeliveryRules,
  resolveDurableOptions,
} from '../../../lib/durable/durable-delivery.options.js';
import { HOUR } from '../../support/deliveries/durable-world.js';

const PLAIN = { delay: 1_000, maxDelay: 60_000, jitter: 0 };
const { attempts, backoff } = resolveDurableOptions('test', DurableDeliveryRules, {});

/** Milliseconds from the first attempt to the last, if chance always says this. */
function span(random: number): number {
  let sum = 0;
  for (let failed = 1; failed < attempts; failed++)
    sum += backoffDelay(backoff, failed, () => random);
  return sum;
}

describe('the wait between two attempts', () => {
  it('is twice as long each time, up to the longest', () => {
    const waits = Array.from({ length: 8 }, (_, index) => backoffDelay(PLAIN, index + 1));
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  });

  it('is the longest after a thousand attempts, too', () => {
    expect(backoffDelay({ ...PLAIN, delay: 2 ** 31 - 1 }, 1_000)).toBe(60_000);
    expect(backoffDelay(PLAIN, 5_000)).toBe(60_000);
  });

  it('is never longer than the longest, even the first', () => {
    expect(backoffDelay({ delay: 5_000, maxDelay: 10, jitter: 0 }, 1)).toBe(10);
  });

  it('is a whole number between its bounds', () => {
    const limit = fc.integer({ min: 1, max: 2 ** 31 - 1 });
    const jitter = fc.double({ min: 0, max: 1, noNaN: true });
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const attempt = fc.integer({ min: 1, max: 1_000 });
    fc.assert(
      fc.property(
        limit,
        limit,
        jitter,
        attempt,
        chance,
        (delay, maxDelay, part, failed, random) => {
          const options = { delay, maxDelay, jitter: part };
          const full = backoffDelay({ ...options, jitter: 0 }, failed);
          const wait = backoffDelay(options, failed, () => random);
          expect(Number.isInteger(wait)).toBe(true);
          expect(wait).toBeLessThanOrEqual(full);
          expect(wait).toBeGreaterThanOrEqual(Math.floor(full * (1 - part)));
        },
      ),
    );
  });

  it('differs from job to job by default', () => {
    const waits = Array.from({ length: 50 }, () => backoffDelay(backoff, 5));
    expect(new Set(waits).size).toBeGreaterThan(25);
    for (const wait of waits) expect(wait).toBeGreaterThanOrEqual(0.75 * 160_000);
  });

  it('adds up to 12 to 17 hours by default', () => {
    expect(span(0.999_999)).toBeGreaterThan(12 * HOUR);
    expect(span(0)).toBeLessThan(17 * HOUR);
  });
});
