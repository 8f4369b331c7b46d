/** At most `burst` uses at once, and `burst` in each `period` after that. A token bucket. */
export class RateLimit {
  private tokens: number;
  private refilledAt = performance.now();

  constructor(
    private readonly burst: number,
    /** Milliseconds. */
    private readonly period: number,
  ) {
    this.tokens = burst;
  }

  /** Whether there may be one more use now; if so, it counts. */
  take(): boolean {
    const now = performance.now();
    const refill = ((now - this.refilledAt) / this.period) * this.burst;
    this.tokens = Math.min(this.burst, this.tokens + refill);
    this.refilledAt = now;
    if (this.tokens < 1) return false;
    this.tokens--;
    return true;
  }
}
