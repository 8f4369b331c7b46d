import { createHistogram } from 'node:perf_hooks';
import type { DeliveryOutcome, IntervalView } from './page/records.js';

/** Length of an interval, in ms. */
export const INTERVAL = 5_000;

/** Number of intervals that are kept: five minutes. */
const INTERVALS = 60;

/** Longest duration that is told apart from longer ones, in µs: SNS hangs up after 15 s. */
const MAX_DURATION = 60_000_000;

const EMPTY: IntervalView = { accepted: 0, refused: 0, deferred: 0, failures: 0 };

type Counts = { -readonly [Name in keyof IntervalView]: IntervalView[Name] };

/** Counts deliveries and failures in intervals of a few seconds, in constant memory. */
export class IntervalMeasures {
  private readonly finished: IntervalView[] = Array.from({ length: INTERVALS - 1 }, () => EMPTY);
  private readonly durations = createHistogram({ highest: MAX_DURATION, figures: 2 });
  private current: Counts = { ...EMPTY };
  private end: number;

  constructor(private readonly now: () => number = () => performance.now()) {
    this.end = now() + INTERVAL;
  }

  /** @param duration in ms. */
  countDelivery(outcome: DeliveryOutcome, duration: number): void {
    this.roll();
    this.current[outcome]++;
    this.durations.record(Math.min(Math.max(Math.round(duration * 1_000), 1), MAX_DURATION));
  }

  countFailure(): void {
    this.roll();
    this.current.failures++;
  }

  /** Oldest first; the last one is not finished. */
  intervals(): IntervalView[] {
    this.roll();
    return [...this.finished, this.view()];
  }

  private roll(): void {
    const passed = Math.floor((this.now() - this.end) / INTERVAL) + 1;
    if (passed <= 0) return;
    this.end += passed * INTERVAL;
    this.finished.push(this.view());
    for (let gap = 1; gap < Math.min(passed, INTERVALS); gap++) this.finished.push(EMPTY);
    this.finished.splice(0, this.finished.length - (INTERVALS - 1));
    this.current = { ...EMPTY };
    this.durations.reset();
  }

  private view(): IntervalView {
    if (this.durations.count === 0) return { ...this.current };
    const percentile = (rank: number): number => this.durations.percentile(rank) / 1_000;
    return { ...this.current, p50: percentile(50), p99: percentile(99) };
  }
}
