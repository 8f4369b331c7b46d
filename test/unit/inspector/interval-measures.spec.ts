import { describe, expect, it } from 'vitest';
import { INTERVAL, IntervalMeasures } from '../../../lib/inspector/interval-measures.js';

describe('IntervalMeasures', () => {
  it('counts deliveries by outcome, and failures, in the newest interval', () => {
    const measures = new IntervalMeasures(() => 0);
    measures.countDelivery('accepted', 5);
    measures.countDelivery('accepted', 5);
    measures.countDelivery('refused', 1);
    measures.countFailure();

    expect(measures.intervals()).toHaveLength(60);
    expect(measures.intervals().at(-1)).toMatchObject({
      accepted: 2,
      refused: 1,
      deferred: 0,
      failures: 1,
    });
  });

  it('gives the median and the 99th percentile of the time to answer, within 1 %', () => {
    const measures = new IntervalMeasures(() => 0);
    for (let ms = 1; ms <= 1_000; ms++) measures.countDelivery('accepted', ms);

    const { p50 = 0, p99 = 0 } = measures.intervals().at(-1) ?? {};
    expect(p50 / 500).toBeCloseTo(1, 1);
    expect(p99 / 990).toBeCloseTo(1, 1);
  });

  it('starts an empty interval when its time has come, and keeps the one before', () => {
    let now = 0;
    const measures = new IntervalMeasures(() => now);
    measures.countDelivery('accepted', 5);
    now = INTERVAL;

    expect(measures.intervals().at(-2)).toMatchObject({ accepted: 1 });
    expect(measures.intervals().at(-1)).toEqual({
      accepted: 0,
      refused: 0,
      deferred: 0,
      failures: 0,
    });
  });

  it('keeps sixty intervals, however long nothing happens', () => {
    let now = 0;
    const measures = new IntervalMeasures(() => now);
    measures.countDelivery('accepted', 5);
    now = 1_000 * 60 * INTERVAL;

    expect(measures.intervals()).toHaveLength(60);
    expect(measures.intervals().every(({ accepted }) => accepted === 0)).toBe(true);
  });

  it('accepts durations that a histogram cannot hold', () => {
    const measures = new IntervalMeasures(() => 0);
    for (const duration of [0, -1, 1e12]) measures.countDelivery('deferred', duration);
    expect(measures.intervals().at(-1)).toMatchObject({ deferred: 3 });
  });
});
