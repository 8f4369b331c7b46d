import { IsNumber, IsOptional, Max, Min } from 'class-validator';
import { MAX_TIMER } from '../common/with-timeout.js';
import { Printable } from '../validation/printable.js';

/**
 * Options of a health check. Limits apply to durable deliveries; without a limit, the number is
 * shown but not judged.
 *
 * @publicApi
 */
export interface MisfitHealthOptions {
  /**
   * Time limit for the answer of the queue, or of the idempotency store, in ms.
   *
   * @default 1_000
   */
  readonly timeout?: number;

  /** Most tasks that may wait for their turn. */
  readonly maxWaiting?: number;

  /** Longest time that a task may have waited for its turn, in ms. */
  readonly maxWaitingAge?: number;

  /** Most dead letters that there may be. */
  readonly maxDead?: number;
}

/** Time limit for the answer, in ms. */
export const DEFAULT_TIMEOUT = 1_000;

/** Rules of the options. */
export class MisfitHealthRules implements MisfitHealthOptions {
  @Printable()
  @IsOptional()
  @IsNumber({ allowNaN: false, allowInfinity: false })
  @Min(1)
  @Max(MAX_TIMER)
  timeout?: number;

  @Printable()
  @IsOptional()
  @IsNumber({ allowNaN: false, allowInfinity: false })
  @Min(0)
  maxWaiting?: number;

  @Printable()
  @IsOptional()
  @IsNumber({ allowNaN: false, allowInfinity: false })
  @Min(0)
  maxWaitingAge?: number;

  @Printable()
  @IsOptional()
  @IsNumber({ allowNaN: false, allowInfinity: false })
  @Min(0)
  maxDead?: number;
}
