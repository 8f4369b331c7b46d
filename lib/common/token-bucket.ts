/**
 * Limits a rate: starts with `burst` tokens, adds `rate` each second, and never holds more than
 * `burst`. At most `burst + rate * s` tokens are taken in any `s` seconds.
 */
export class TokenBucket {
  private tokens: number;
  private filledAt = performance.now();

  constructor(
    /** Tokens per second. */
    private readonly rate: number,
    private readonly burst: number,
  ) {
    this.tokens = burst;
  }

  /** @returns whether a token was available. */
  take(): boolean {
    const now = performance.now();
    const gained = ((now - this.filledAt) * this.rate) / 1000;
    this.tokens = Math.min(this.burst, this.tokens + gained);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens--;
    return true;
  }

  /** Time until the next token, in ms, counted from the last `take`. */
  get delay(): number {
    return Math.ceil(((1 - this.tokens) * 1000) / this.rate);
  }
}
