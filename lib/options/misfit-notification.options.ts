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
   * Who may publish: ARNs of topics, or `*` in place of a whole topic name. A valid signature only
   * proves that some topic of some account sent a message; this list is what makes it Misfit.
   *
   * @default MISFIT_TOPIC_ARNS, every topic of Misfit's account
   */
  readonly topicArns?: readonly string[];

  /**
   * Your app's id in Misfit's developer portal, 24 hexadecimal digits: only its endpoint tests are
   * answered.
   *
   * @default tests of any app are answered, with a warning at start and one that names the app
   */
  readonly appId?: string;

  /**
   * Whether to confirm subscriptions to allowed topics. Where it is off, `subscriptions$` shows a
   * `SubscriptionPending`.
   *
   * @default true
   */
  readonly autoConfirm?: boolean;

  /**
   * Milliseconds after which a message is refused as too old. SNS may deliver again for an hour.
   *
   * @default 3_900_000 (65 minutes)
   */
  readonly maxMessageAge?: number;

  /**
   * Bytes that a request may have; larger ones are answered 413. A message of SNS has at most
   * 256 KiB, which its escaping in JSON makes more of.
   *
   * @default 1_048_576 (1 MiB)
   */
  readonly bodyLimit?: number;

  /**
   * Milliseconds, counted from the request's arrival, after which a delivery is answered 503 although
   * its handlers are still at work. At most 14 000: SNS hangs up after 15 seconds.
   *
   * @default 12_000
   */
  readonly handlerTimeout?: number;

  /**
   * Signature versions that are accepted.
   *
   * @default ['1', '2']
   */
  readonly signatureVersions?: readonly SnsSignatureVersion[];

  /**
   * Remembers what has been done already, for the delivery in process. Instances that share a
   * `RedisIdempotencyStore` (`nestjs-misfit-notification/redis`) repeat nothing of each other's.
   *
   * @default a MemoryIdempotencyStore
   */
  readonly idempotencyStore?: IdempotencyStore;

  /**
   * How handlers run.
   *
   * @default in process, before the delivery is answered
   */
  readonly delivery?: MisfitDelivery;

  /**
   * Every request that the module sends goes through it: to use a proxy, or in tests.
   *
   * @default the global `fetch`
   */
  readonly fetch?: Fetch;

  /**
   * The time, in milliseconds since 1970.
   *
   * @default Date.now
   */
  readonly clock?: () => number;
}

/**
 * What shapes the module itself; beside the options in `forRoot` and in `forRootAsync`.
 *
 * @publicApi
 */
export interface MisfitNotificationExtras {
  /**
   * Path of the endpoint. A global prefix is put before it; API versions do not apply.
   *
   * @default 'misfit/notification'
   */
  readonly path?: string;

  /**
   * Whether every module can inject what this one exports without importing it.
   *
   * @default false
   */
  readonly isGlobal?: boolean;

  /**
   * Class decorators for the controller, such as those that exempt it from application-wide guards.
   *
   * @default none
   */
  readonly decorators?: readonly ClassDecorator[];

  /**
   * Whether to prepare deliveries so that Express handles them in less time. On deliveries to the
   * endpoint, and on no other request, a middleware then finds properties that Express would add
   * later, without a value: `params`, `body`, `route` and the like. Turn it off if a middleware asks
   * whether a request or response has such a property. No effect on Fastify.
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
