export { MissingPackageError } from '../common/missing-package.error.js';
export { bullmqDelivery } from './bullmq-delivery.js';
export type { BullmqDeliveryOptions } from './bullmq-delivery.options.js';
export type { RedisConnection } from './redis-connection.js';
