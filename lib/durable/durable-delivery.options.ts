import { IsInt, IsNumber, IsOptional, Max, Min } from 'class-validator';
import type { ClassConstructor } from 'class-transformer';
import { MAX_TIMER } from '../common/with-timeout.js';
import { checkOptions } from '../validation/check-options.js';
import { Printable } from '../validation/printable.js';
import type { BackoffOptions } from './backoff.js';

/**
 * What all durable deliveries can be told.
 *
 * @publicApi
 */
export interface DurableDeliveryOptions {
  /**
   * How often a handler is tried for an event before it becomes a dead letter. With the default
   * backoff the last attempt is 12 to 17 hours after the first.
   *
   * @default 25
   */
  readonly attempts?: number;

  /** How long to wait between two attempts. */
  readonly backoff?: BackoffOptions;

  /**
   * Handlers at work at once, in this process.
   *
   * @default 16
   */
  readonly concurrency?: number;

  /**
   * Milliseconds after which a handler that has not settled is taken for hung: the attempt has then
   * failed, and another follows even if the first should still go on.
   *
   * @default 60_000
   */
  readonly jobTimeout?: number;

  /**
   * Milliseconds for which dead letters are kept.
   *
   * @default 2_592_000_000 (30 days)
   */
  readonly deadLetterRetention?: number;
}

/** The options that decide what becomes of a job, with their defaults filled in. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly backoff: Required<BackoffOptions>;
  readonly jobTimeout: number;
}

/** The options with their defaults filled in. */
export interface ResolvedDurableOptions extends RetryPolicy {
  readonly concurrency: number;
  readonly deadLetterRetention: number;
}

const DAY = 24 * 60 * 60 * 1000;

/** To be extended by an engine with the rules for options of its own. */
export class DurableDeliveryRules implements DurableDeliveryOptions {
  @Printable()
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000)
  attempts?: number;

  @IsOptional()
  backoff?: BackoffOptions;

  @Printable()
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000)
  concurrency?: number;

  @Printable()
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_TIMER)
  jobTimeout?: number;

  @Printable()
  @IsOptional()
  @IsInt()
  @Min(1)
  deadLetterRetention?: number;
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
 * Checks the options and fills in the defaults.
 *
 * @param subject what the options are of, for the error.
 * @throws MisfitNotificationOptionsError naming each option, its value, and the rule it breaks.
 */
export function resolveDurableOptions(
  subject: string,
  rules: ClassConstructor<DurableDeliveryRules>,
  options: DurableDeliveryOptions,
): ResolvedDurableOptions {
  checkOptions(subject, rules, options);
  const backoff = options.backoff ?? {};
  checkOptions(`${subject}: backoff`, BackoffRules, backoff);
  return {
    attempts: options.attempts ?? 25,
    backoff: {
      delay: backoff.delay ?? 10_000,
      maxDelay: backoff.maxDelay ?? 60 * 60 * 1000,
      jitter: backoff.jitter ?? 0.25,
    },
    concurrency: options.concurrency ?? 16,
    jobTimeout: options.jobTimeout ?? 60_000,
    deadLetterRetention: options.deadLetterRetention ?? 30 * DAY,
  };
}
