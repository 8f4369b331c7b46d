import type { MisfitDelivery } from '../delivery/delivery.interface.js';
import type { IdempotencyStore } from '../in-process/idempotency-store.js';
import type { Fetch } from '../sns/fetch-bounded.js';
import type { SnsSignatureVersion } from '../sns/signature.js';

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
   * Maximum age of a message, in ms; older ones are refused. SNS may retry for an hour.
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
   * Time limit for the answer, in ms, counted from the arrival of the request. A delivery whose
   * handlers have not finished by then is answered 503. At most 14 000: SNS hangs up after 15 s.
   *
   * @default 12_000
   */
  readonly handlerTimeout?: number;

  /**
   * Accepted signature versions.
   *
   * @default ['1', '2']
   */
  readonly signatureVersions?: readonly SnsSignatureVersion[];

  /**
   * Remembers which handlers have succeeded, for in-process delivery. Instances that share a
   * `RedisIdempotencyStore` (`nestjs-misfit-notification/redis`) do not repeat each other's work.
   *
   * @default a MemoryIdempotencyStore
   */
  readonly idempotencyStore?: IdempotencyStore;

  /**
   * How handlers run.
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

/**
 * Settings of the module itself, given next to the options in `forRoot` and `forRootAsync`.
 *
 * @publicApi
 */
export interface MisfitNotificationExtras {
  /**
   * Path of the endpoint. A global prefix applies to it, API versions do not.
   *
   * @default 'misfit/notification'
   */
  readonly path?: string;

  /**
   * Whether other modules can inject the exported providers without importing this module.
   *
   * @default false
   */
  readonly isGlobal?: boolean;

  /**
   * Class decorators for the controller, for example to exempt it from application-wide guards.
   *
   * @default none
   */
  readonly decorators?: readonly ClassDecorator[];

  /**
   * Whether to prepare requests so that Express handles them faster. Only on requests to the
   * endpoint, middleware then sees properties that Express normally adds later (`params`, `body`,
   * `route` and others), still `undefined`. Turn it off if middleware checks whether a request or
   * response has such a property. No effect on Fastify.
   *
   * @default true
   */
  readonly optimizeExpress?: boolean;
}

/** The options with their defaults filled in. */
export type ResolvedOptions = Required<Omit<MisfitNotificationOptions, 'appId'>> &
  Pick<MisfitNotificationOptions, 'appId'>;

export const RESOLVED_OPTIONS = Symbol('resolved misfit notification options');

/** Injection token of the endpoint's path. */
export const NOTIFICATION_PATH = Symbol('misfit notification path');

/** Injection token of the extra `optimizeExpress`. */
export const OPTIMIZE_EXPRESS = Symbol('misfit notification optimizeExpress');
