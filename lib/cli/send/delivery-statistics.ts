import { createHistogram } from 'node:perf_hooks';
import type { DeliveryAttempt, DeliveryRecord } from '../../testing/delivery-agent.js';

/** Upper limits of the columns of the histogram, in ms. */
export const LATENCY_LIMITS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, Infinity];

const MICROSECONDS = 1_000;

/** What came of many deliveries, in memory that does not grow with their number. */
export class DeliveryStatistics {
  readonly outcomes = { delivered: 0, refused: 0, exhausted: 0, interrupted: 0 };
  /** Attempts by the status of the answer, or by what happened instead. */
  readonly statuses = new Map<string, number>();
  readonly latencyCounts = LATENCY_LIMITS.map(() => 0);
  attempts = 0;
  retries = 0;
  private readonly latencies = createHistogram({ lowest: 1, highest: 3_600_000_000, figures: 3 });
  private readonly startedAt = performance.now();
  private endedAt: number | undefined;

  get ended(): number {
    const { delivered, refused, exhausted, interrupted } = this.outcomes;
    return delivered + refused + exhausted + interrupted;
  }

  get failures(): number {
    return this.outcomes.refused + this.outcomes.exhausted;
  }

  /** Whether the endpoint has answered at least once. */
  get wasReached(): boolean {
    return this.attempts > (this.statuses.get('no answer') ?? 0);
  }

  /** In ms. */
  get duration(): number {
    return (this.endedAt ?? performance.now()) - this.startedAt;
  }

  addAttempt({ status, duration }: DeliveryAttempt): void {
    this.attempts++;
    const key = status === undefined ? 'no answer' : String(status);
    this.statuses.set(key, (this.statuses.get(key) ?? 0) + 1);
    if (status === undefined) return;
    this.latencies.record(Math.max(1, Math.round(duration * MICROSECONDS)));
    const column = LATENCY_LIMITS.findIndex((limit) => duration <= limit);
    this.latencyCounts[column] = (this.latencyCounts[column] as number) + 1;
  }

  addRecord({ outcome, attempts }: DeliveryRecord): void {
    this.outcomes[outcome]++;
    this.retries += attempts.length - 1;
  }

  addInterrupted(): void {
    this.outcomes.interrupted++;
  }

  end(): void {
    this.endedAt = performance.now();
  }

  /** In ms; `undefined` if nothing was answered. */
  percentile(percent: number): number | undefined {
    if (this.latencies.count === 0) return undefined;
    return this.latencies.percentile(percent) / MICROSECONDS;
  }
}
