import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { MAX_TIMER } from '../common/with-timeout.js';
import { checkOptions } from '../validation/check-options.js';
import { Printable } from '../validation/printable.js';
import { rule } from '../validation/rule.js';
import { checkBackoff, type BackoffOptions } from './backoff-options.js';

/**
 * Options of one handler, the second argument of `@OnMisfitEvent()`. They replace the options of
 * the delivery for this handler.
 *
 * `name` works with every delivery. The others need a durable delivery: with a delivery that does
 * not support them, the application fails at start with a `MisfitNotificationOptionsError`.
 *
 * @publicApi
 */
export interface MisfitHandlerOptions {
  /**
   * Identifies the handler's work in stores and queues, so it must stay the same from one version
   * of the application to the next, and be unique in the application. 1 to 200 printable
   * characters.
   *
   * @default 'Class.method'
   */
  readonly name?: string;

  /**
   * Number of attempts before the task becomes a dead letter, from 1 to 1 000.
   *
   * @default `attempts` of the delivery
   */
  readonly attempts?: number;

  /**
   * Waits between attempts, in ms.
   *
   * @default each value: that of the delivery's `backoff`
   */
  readonly backoff?: BackoffOptions;

  /**
   * Time limit for one attempt, in ms. An attempt that takes longer counts as failed, and the next
   * one follows even if the method is still running.
   *
   * @default `jobTimeout` of the delivery
   */
  readonly timeout?: number;

  /**
   * Maximum number of tasks of this handler that run at the same time in this process, from 1 to
   * 1 000. The `concurrency` of the delivery limits all handlers together.
   *
   * @default no limit of its own
   */
  readonly concurrency?: number;
}

const MAX_NAME_LENGTH = 200;

const IsHandlerName = rule(
  'isHandlerName',
  `a text of 1 to ${MAX_NAME_LENGTH} printable characters, without a space at either end`,
  (value) =>
    typeof value === 'string' &&
    value.length <= MAX_NAME_LENGTH &&
    value.isWellFormed() &&
    /^[^\s\p{C}](?:[^\p{C}]*[^\s\p{C}])?$/u.test(value),
);

class HandlerRules implements MisfitHandlerOptions {
  @Printable()
  @IsOptional()
  @IsHandlerName()
  name?: string;

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
  @Max(MAX_TIMER)
  timeout?: number;

  @Printable()
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000)
  concurrency?: number;
}

/**
 * @param subject the decorated method, for the error message.
 * @throws MisfitNotificationOptionsError naming each option, its value, and the rule it breaks.
 */
export function checkHandlerOptions(subject: string, options: MisfitHandlerOptions): void {
  checkOptions(subject, HandlerRules, options);
  if (options.backoff !== undefined) checkBackoff(subject, options.backoff);
}
