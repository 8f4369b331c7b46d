import { Logger } from '@nestjs/common';

/** Difference between the clocks, in ms, above which it counts as a step. */
export const CLOCK_TOLERANCE = 10_000;

/**
 * The system clock, compared with the monotonic clock at each read. A step of the system clock is
 * logged and resets `steadyFor`.
 *
 * A suspend looks like a step ahead, because the monotonic clock stands still meanwhile.
 */
export class WallClock {
  private readonly logger = new Logger('MisfitNotification');
  private wallAnchor = Date.now();
  private monotonicAnchor = performance.now();

  /** Milliseconds since 1970. */
  now(): number {
    const wall = Date.now();
    const monotonic = performance.now();
    const step = wall - this.wallAnchor - (monotonic - this.monotonicAnchor);
    if (Math.abs(step) > CLOCK_TOLERANCE) {
      this.wallAnchor = wall;
      this.monotonicAnchor = monotonic;
      this.logStep(step);
    }
    return wall;
  }

  /** Time since the last step or the creation of this clock, in ms. */
  steadyFor(): number {
    this.now();
    return performance.now() - this.monotonicAnchor;
  }

  private logStep(step: number): void {
    const seconds = Math.round(Math.abs(step) / 1000);
    this.logger.warn(
      step > 0
        ? `The system clock went ahead by ${seconds} s: retries may run early by as much`
        : `The system clock was set back by ${seconds} s: retries that wait run late by as much`,
    );
  }
}
