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
   * Where Redis is: options of ioredis, with `url` as one of them, or a `Redis` or `Cluster` of yours.
   * An instance is not used itself but duplicated, and left to you to close.
   */
  readonly connection: RedisConnection;

  /**
   * The queue's name: the same in all applications that share the work.
   *
   * @default 'notifications'
   */
  readonly queueName?: string;

  /**
   * What all keys in Redis begin with. A cluster needs a part of it, or of the queue's name, in
   * braces: this keeps the keys on one node.
   *
   * @default '{misfit}'
   */
  readonly prefix?: string;

  /**
   * Whether this process also runs the handlers. One that only accepts needs the handlers in its
   * modules nevertheless: they decide what there is to do.
   *
   * @default true
   */
  readonly worker?: boolean;

  /**
   * Milliseconds that the lock on a running job lasts, unless its worker renews it: the jobs of a
   * process that has crashed are taken up again within one and a half times of it. A process whose
   * event loop stands still for longer loses its jobs to others, and they are run twice.
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

/** A colon would be taken for the end of a part of a key. */
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
