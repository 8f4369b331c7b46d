import { IsBoolean, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import {
  DurableDeliveryRules,
  resolveDurableOptions,
  type DurableDeliveryOptions,
  type ResolvedDurableOptions,
} from '../durable/durable-delivery.options.js';
import { MisfitNotificationOptionsError } from '../validation/check-options.js';
import { Printable } from '../validation/printable.js';
import { rule } from '../validation/rule.js';
import { showValue } from '../validation/show-value.js';
import { isCluster, isRedisConnection, type RedisConnection } from './redis-connection.js';

/**
 * Options of `bullmqDelivery`.
 *
 * @publicApi
 */
export interface BullmqDeliveryOptions extends DurableDeliveryOptions {
  /**
   * Connection to Redis: options of ioredis, which may include `url`, or your own `Redis` or
   * `Cluster`. Your instance is duplicated, not used itself; closing it is up to you.
   */
  readonly connection: RedisConnection;

  /**
   * Name of the queue. Use the same name in all applications that share the work.
   *
   * @default 'notifications'
   */
  readonly queueName?: string;

  /**
   * Prefix of all keys in Redis. A cluster needs a part of it, or of the queue's name, in braces to
   * keep the keys on one node.
   *
   * @default '{misfit}'
   */
  readonly prefix?: string;

  /**
   * Whether this process also runs the handlers. A process that only accepts notifications needs
   * the handlers in its modules too: they determine which jobs are stored.
   *
   * @default true
   */
  readonly worker?: boolean;

  /**
   * Duration of the lock on a running job, in ms, unless its worker renews it. The jobs of a
   * crashed process run again within 1.5 times this duration. If the event loop of a process is
   * blocked for longer, other processes take its jobs, and they run twice.
   *
   * @default 20_000
   */
  readonly lockDuration?: number;
}

/** The options with their defaults filled in. */
export type ResolvedBullmqOptions = ResolvedDurableOptions &
  Required<Omit<BullmqDeliveryOptions, keyof DurableDeliveryOptions>>;

const IsRedisConnection = rule(
  'isRedisConnection',
  'options of ioredis or an instance of its Redis or Cluster, without a keyPrefix',
  isRedisConnection,
);

/** A colon separates the parts of a key. */
const IsQueueName = Matches(/^[^:]+$/, { message: '$property must be a text without ":"' });

class BullmqRules extends DurableDeliveryRules implements BullmqDeliveryOptions {
  @IsRedisConnection()
  connection!: RedisConnection;

  @Printable()
  @IsOptional()
  @IsQueueName
  queueName?: string;

  @Printable()
  @IsOptional()
  @Matches(/./, { message: '$property must be a text that is not empty' })
  prefix?: string;

  @Printable()
  @IsOptional()
  @IsBoolean()
  worker?: boolean;

  @Printable()
  @IsOptional()
  @IsInt()
  @Min(1_000)
  @Max(3_600_000)
  lockDuration?: number;
}

/** @throws MisfitNotificationOptionsError naming each option, its value, and the rule it breaks. */
export function resolveBullmqOptions(options: BullmqDeliveryOptions): ResolvedBullmqOptions {
  const common = resolveDurableOptions('bullmqDelivery', BullmqRules, options);
  const {
    connection,
    queueName = 'notifications',
    prefix = '{misfit}',
    worker = true,
    lockDuration = 20_000,
  } = options;
  if (isCluster(connection) && !/\{[^}]+\}/.test(`${prefix}:${queueName}`)) {
    throw new MisfitNotificationOptionsError(
      `bullmqDelivery: prefix is ${showValue(prefix, true)}: a cluster needs a part of it in braces`,
    );
  }
  return { ...common, connection, queueName, prefix, worker, lockDuration };
}
