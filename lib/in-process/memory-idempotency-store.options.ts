import { IsInt, IsOptional, Min } from 'class-validator';
import { IsFunction } from '../validation/option-rules.js';
import { Printable } from '../validation/printable.js';

/**
 * Options of `MemoryIdempotencyStore`.
 *
 * @publicApi
 */
export interface MemoryIdempotencyStoreOptions {
  /**
   * Maximum number of remembered messages. Beyond it, the oldest message without a running task is
   * forgotten. A message with one update takes about 300 bytes.
   *
   * @default 100_000
   */
  readonly maxMessages?: number;

  /**
   * Returns the current time in ms, from any starting point. With the default, a change of the
   * system clock neither ends a lease nor makes the store forget.
   *
   * @default performance.now
   */
  readonly clock?: () => number;
}

export class MemoryIdempotencyStoreRules implements MemoryIdempotencyStoreOptions {
  @Printable() @IsOptional() @IsInt() @Min(1) maxMessages?: number;

  @IsOptional() @IsFunction() clock?: never;
}
