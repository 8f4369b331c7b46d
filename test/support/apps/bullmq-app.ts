import { randomUUID } from 'node:crypto';
import { bullmqDelivery, type BullmqDeliveryOptions } from 'nestjs-misfit-notification/bullmq';
import { startDeliveryApp, type DeliveryApp, type DeliveryAppOptions } from './delivery-app.js';
import type { RedisServer } from '../redis/redis-server.js';

export interface BullmqAppOptions extends Partial<DeliveryAppOptions> {
  readonly delivery?: Partial<BullmqDeliveryOptions>;
}

/** Retries at once, and a crash is noticed soon. */
const QUICK: Partial<BullmqDeliveryOptions> = {
  backoff: { delay: 10, maxDelay: 50 },
  lockDuration: 1_000,
};

/** An application on a queue that no other has, unless its name is given. */
export function startBullmqApp(
  redis: RedisServer,
  { delivery, module, ...options }: BullmqAppOptions = {},
): Promise<DeliveryApp> {
  return startDeliveryApp({
    adapter: 'express',
    ...options,
    module: { ...module, delivery: deliveryOn(redis, delivery) },
  });
}

export function deliveryOn(redis: RedisServer, options: Partial<BullmqDeliveryOptions> = {}) {
  const connection = { host: redis.host, port: redis.port };
  return bullmqDelivery({ connection, queueName: randomUUID(), ...QUICK, ...options });
}
