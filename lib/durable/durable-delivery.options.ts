import { IsInt, IsOptional, Max, Min } from 'class-validator';
import type { ClassConstructor } from 'class-transformer';
import { MAX_TIMER } from '../common/with-timeout.js';
import { checkBackoff, type BackoffOptions } from '../handlers/backoff-options.js';
import { checkOptions } from '../validation/check-options.js';
import { Printable } from '../validation/printable.js';

/**
 * Options of all durable deliveries.
 *
 * @publicApi
 */
export interface DurableDeliveryOptions {
  /**
   * Number of attempts to run a handler for an event before the job becomes a dead letter, from 1
   * to 1 000. With the default backoff the last attempt is 12 to 17 hours after the first.
   *
   * @default 25
   */
  readonly attempts?: number;

  /**
   * Waits between attempts, in ms.
   *
   * @default each value: that of `BackoffOptions`
   */
  readonly backoff?: BackoffOptions;

  /**
   * Maximum number of handlers that run at the same time in this process, from 1 to 1 000.
   *
   * @default 16
   */
  readonly concurrency?: number;

  /**
   * Time limit for one attempt of a handler, in ms. An attempt that takes longer counts as failed,
   * and the next one follows even if the handler is still running.
   *
   * @default 60_000
   */
  readonly jobTimeout?: number;

  /**
   * Time for which dead letters are kept, in ms. Older ones are deleted.
   *
   * @default 2_592_000_000 (30 days)
   */
  readonly deadLetterRetention?: number;
}

/** The options about retries, with their defaults filled in. */
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

/** Base class of an engine's option rules. */
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

/**
 * Checks the options and fills in the defaults.
 *
 * @param subject owner of the options, for the error message.
 * @throws MisfitNotificationOptionsError naming each option, its value, and the rule it breaks.
 */
export function resolveDurableOptions(
  subject: string,
  rules: ClassConstructor<DurableDeliveryRules>,
  options: DurableDeliveryOptions,
): ResolvedDurableOptions {
  checkOptions(subject, rules, options);
  const backoff = options.backoff ?? {};
  checkBackoff(subject, backoff);
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
