import { onTestFinished, vi } from 'vitest';

/** The clocks of this process until the test ends: real time, and what the test adds to it. */
export class MovableClock {
  private stepped = 0;
  private passed = 0;

  constructor() {
    const wall = Date.now.bind(Date);
    const monotonic = performance.now.bind(performance);
    const spies = [
      vi.spyOn(Date, 'now').mockImplementation(() => wall() + this.passed + this.stepped),
      vi.spyOn(performance, 'now').mockImplementation(() => monotonic() + this.passed),
    ];
    onTestFinished(() => spies.forEach((spy) => spy.mockRestore()));
  }

  /** So much time goes by. */
  pass(milliseconds: number): void {
    this.passed += milliseconds;
  }

  /** The system clock is set to so much later, or earlier; no time goes by. */
  step(milliseconds: number): void {
    this.stepped += milliseconds;
  }
}
