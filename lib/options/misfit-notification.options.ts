import { IsBoolean, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import type { MisfitDelivery } from '../delivery/delivery.interface.js';
import type { IdempotencyStore } from '../in-process/idempotency-store.js';
import { InProcessDelivery } from '../in-process/in-process-delivery.js';
import { MemoryIdempotencyStore } from '../in-process/memory-idempotency-store.js';
import { MISFIT_TOPIC_ARNS } from '../misfit/misfit-topics.js';
import type { Fetch } from '../sns/fetch-bounded.js';
import { SIGNATURE_VERSIONS, type SnsSignatureVersion } from '../sns/signature.js';
import { DEFAULT_MAX_MESSAGE_AGE } from '../sns/sns-message-verifier.js';
import { SnsMessageVerifierRules } from '../sns/sns-message-verifier.options.js';
import { checkOptions } from '../validation/check-options.js';
import { HasMethods } from '../validation/option-rules.js';
import { Printable } from '../validation/printable.js';
import { MISPLACED_EXTRAS } from './misfit-notification.extras.js';

/**
 * Options of `MisfitNotificationModule`, all of them optional.
 *
 * @publicApi
 */
export interface MisfitNotificationOptions {
  /**
   * ARNs of the topics whose messages are accepted; `*` may stand for a whole topic name. A valid
   * signature only proves that a message comes from some topic of some AWS account: this list
   * limits it to Misfit's.
   *
   * @default MISFIT_TOPIC_ARNS, every topic of Misfit's account
   */
  readonly topicArns?: readonly string[];

  /**
   * Your app's id in Misfit's developer portal, 24 lower-case hexadecimal digits. Only endpoint
   * tests of this app are answered.
   *
   * @default undefined: tests of any app are answered; a warning at start says so, and one per test
   * names the app
   */
  readonly appId?: string;

  /**
   * Whether to confirm subscriptions to allowed topics automatically. If `false`, `subscriptions$`
   * emits a `SubscriptionPending` instead.
   *
   * @default true
   */
  readonly autoConfirm?: boolean;

  /**
   * Maximum age of a message, in ms; older ones are refused. SNS can retry for an hour, so a
   * smaller value can lose messages. Messages dated more than 5 minutes ahead of `clock` are
   * answered 503.
   *
   * @default 3_900_000 (65 minutes)
   */
  readonly maxMessageAge?: number;

  /**
   * Maximum size of a request body, in bytes; larger ones are answered 413. An SNS message has at
   * most 256 KiB, but escaping it in JSON makes it larger.
   *
   * @default 1_048_576 (1 MiB)
   */
  readonly bodyLimit?: number;

  /**
   * Time limit for the answer, in ms, counted from the arrival of the request. If the handlers have
   * not finished by then, or the queue has not stored the work, the answer is 503. At most 14 000:
   * SNS hangs up after 15 s.
   *
   * @default 12_000
   */
  readonly handlerTimeout?: number;

  /**
   * Accepted signature versions. SNS signs with version 1 (SHA-1) unless the owner of the topic has
   * chosen version 2 (SHA-256).
   *
   * @default ['1', '2']
   */
  readonly signatureVersions?: readonly SnsSignatureVersion[];

  /**
   * Remembers which handlers have succeeded for which events. Only in-process delivery uses it.
   * Instances that share a `RedisIdempotencyStore` (`nestjs-misfit-notification/redis`) do not
   * repeat each other's work.
   *
   * @default a MemoryIdempotencyStore
   */
  readonly idempotencyStore?: IdempotencyStore;

  /**
   * The engine that runs the handlers. `sqliteDelivery()` and `bullmqDelivery()` store the work,
   * answer the request, and then run the handlers with their own retries.
   *
   * @default in process, before the request is answered
   */
  readonly delivery?: MisfitDelivery;

  /**
   * Sends every outgoing request of the module. Replace it to use a proxy, or in tests.
   *
   * @default the global `fetch`
   */
  readonly fetch?: Fetch;

  /**
   * Returns the current time, in ms since 1970.
   *
   * @default Date.now
   */
  readonly clock?: () => number;
}

/** The options with their defaults filled in. */
export type ResolvedOptions = Required<Omit<MisfitNotificationOptions, 'appId'>> &
  Pick<MisfitNotificationOptions, 'appId'>;

export const RESOLVED_OPTIONS = Symbol('resolved misfit notification options');

const APP_ID_FORM = '$property must be 24 lower-case hexadecimal digits';

export class OptionRules extends SnsMessageVerifierRules implements MisfitNotificationOptions {
  @IsOptional() override topicArns?: string[];

  @Printable() @IsOptional() @Matches(/^[0-9a-f]{24}$/, { message: APP_ID_FORM }) appId?: string;

  @Printable() @IsOptional() @IsBoolean() autoConfirm?: boolean;

  @Printable() @IsOptional() @IsInt() @Min(1) bodyLimit?: number;

  @Printable() @IsOptional() @IsInt() @Min(1) @Max(14_000) handlerTimeout?: number;

  @IsOptional() @HasMethods('claim', 'renew', 'complete', 'release') idempotencyStore?: never;

  @IsOptional() @HasMethods('start', 'accept', 'stop') delivery?: never;
}

/**
 * Checks the options and fills in the defaults.
 *
 * @throws MisfitNotificationOptionsError naming each option, its value, and the rule it breaks.
 */
export function resolveOptions(options: MisfitNotificationOptions): ResolvedOptions {
  checkOptions('MisfitNotificationModule', OptionRules, options, MISPLACED_EXTRAS);
  const { clock } = options;
  const idempotencyStore =
    options.idempotencyStore ?? new MemoryIdempotencyStore(clock ? { clock } : {});
  return {
    topicArns: options.topicArns ?? MISFIT_TOPIC_ARNS,
    appId: options.appId ?? undefined,
    autoConfirm: options.autoConfirm ?? true,
    maxMessageAge: options.maxMessageAge ?? DEFAULT_MAX_MESSAGE_AGE,
    bodyLimit: options.bodyLimit ?? 1024 * 1024,
    handlerTimeout: options.handlerTimeout ?? 12_000,
    signatureVersions: options.signatureVersions ?? SIGNATURE_VERSIONS,
    idempotencyStore,
    delivery: options.delivery ?? new InProcessDelivery(idempotencyStore),
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    clock: clock ?? Date.now,
  };
}
