import { Logger } from '@nestjs/common';

/** Milliseconds by which the clocks may differ from each other before that counts as a step. */
export const CLOCK_TOLERANCE = 10_000;

/**
 * The system clock, compared with the monotonic clock each time that it is read: a step of the
 * system clock is logged, and `steadyFor` starts again.
 *
 * After a suspend the system clock looks as if it had stepped ahead, because the monotonic clock
 * stands still meanwhile.
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

  /** Milliseconds since the last step, or since this clock was made. */
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
