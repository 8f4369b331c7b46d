import { IsInt, IsNumber, IsOptional, Max, Min } from 'class-validator';
import { MAX_TIMER } from '../common/with-timeout.js';
import { checkOptions } from '../validation/check-options.js';
import { Printable } from '../validation/printable.js';

/**
 * Waits between attempts. Each wait is twice as long as the one before, up to `maxDelay`.
 *
 * @publicApi
 */
export interface BackoffOptions {
  /**
   * Wait before the second attempt, in ms.
   *
   * @default 10_000
   */
  readonly delay?: number;

  /**
   * Longest wait between two attempts, in ms.
   *
   * @default 3_600_000 (1 hour)
   */
  readonly maxDelay?: number;

  /**
   * Part of each wait that chance may cut off, from 0 (none) to 1 (all of it), so that jobs which
   * failed together are not retried together.
   *
   * @default 0.25
   */
  readonly jitter?: number;
}

class BackoffRules implements BackoffOptions {
  @Printable()
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_TIMER)
  delay?: number;

  @Printable()
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_TIMER)
  maxDelay?: number;

  @Printable()
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  jitter?: number;
}

/**
 * @param subject owner of the options, for the error message.
 * @throws MisfitNotificationOptionsError naming each option, its value, and the rule it breaks.
 */
export function checkBackoff(subject: string, backoff: BackoffOptions): void {
  checkOptions(`${subject}: backoff`, BackoffRules, backoff);
}
