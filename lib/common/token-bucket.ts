/**
 * Limits a rate: `burst` tokens at first, `rate` more each second, never more than `burst` at a
 * time. No period of `s` seconds sees more than `burst + rate * s` tokens taken.
 */
export class TokenBucket {
  private tokens: number;
  private filledAt = performance.now();

  constructor(
    /** Tokens a second. */
    private readonly rate: number,
    private readonly burst: number,
  ) {
    this.tokens = burst;
  }

  /** @returns whether there was a token to take. */
  take(): boolean {
    const now = performance.now();
    const gained = ((now - this.filledAt) * this.rate) / 1000;
    this.tokens = Math.min(this.burst, this.tokens + gained);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens--;
    return true;
  }

  /** Milliseconds until the next token, counted from the last `take`. */
  get delay(): number {
    return Math.ceil(((1 - this.tokens) * 1000) / this.rate);
  }
}
