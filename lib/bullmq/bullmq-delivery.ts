import type { MisfitDelivery } from '../delivery/delivery.interface.js';
import { DurableDelivery } from '../durable/durable-delivery.js';
import { resolveBullmqOptions, type BullmqDeliveryOptions } from './bullmq-delivery.options.js';
import { BullmqQueue } from './bullmq-queue.js';

/**
 * Stores jobs in Redis or Valkey, through BullMQ, and runs them in this process or in others. A
 * notification is answered 200 once all its jobs are stored, atomically.
 *
 * Needs `npm install bullmq ioredis` (without them the application fails at start, with a
 * `MissingPackageError`), Redis 6.2 or later with `maxmemory-policy noeviction`, and
 * `appendfsync always` to survive a crash of the Redis server. While Redis cannot be reached or
 * refuses commands, the application keeps running, notifications are answered 503 within a second,
 * and SNS delivers them again.
 *
 * @example
 * MisfitNotificationModule.forRoot({
 *   delivery: bullmqDelivery({ connection: { host: 'redis.internal' } }),
 * });
 *
 * @throws MisfitNotificationOptionsError naming each option, its value, and the rule it breaks.
 *
 * @see https://docs.bullmq.io
 * @publicApi
 */
export function bullmqDelivery(options: BullmqDeliveryOptions): MisfitDelivery {
  const resolved = resolveBullmqOptions(options);
  return new DurableDelivery(new BullmqQueue(resolved), resolved);
}
