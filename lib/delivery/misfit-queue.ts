import { Inject, Injectable } from '@nestjs/common';
import { withTimeout } from '../common/with-timeout.js';
import { DELIVERY } from './delivery-tokens.js';
import type { MisfitDelivery } from './delivery.interface.js';
import { DeliveryError } from './errors.js';
import type { QueueStatistics } from './queue-statistics.js';

/** Default time limit for an answer, in ms. */
const TIMEOUT = 2_000;

/**
 * Shows how much work is in the queue of a durable delivery, for health checks and metrics.
 *
 * @example
 * const { waiting = 0, oldestWaiting } = (await queue.statistics()) ?? {};
 *
 * @publicApi
 */
@Injectable()
export class MisfitQueue {
  constructor(@Inject(DELIVERY) private readonly delivery: MisfitDelivery) {}

  /**
   * Counts the tasks. The cost does not grow with their number.
   *
   * @param options `timeout`: time limit in ms, 2 000 by default.
   * @returns `undefined` with in-process delivery, which has no queue.
   * @throws DeliveryError with the code `QUEUE_UNAVAILABLE` if the queue cannot be read within the
   * time limit, or cannot store notifications.
   */
  async statistics(
    options: { readonly timeout?: number } = {},
  ): Promise<QueueStatistics | undefined> {
    const { timeout = TIMEOUT } = options;
    if (this.delivery.statistics === undefined) return undefined;
    const late = () =>
      new DeliveryError('QUEUE_UNAVAILABLE', `the queue did not answer within ${timeout} ms`);
    return withTimeout(Promise.resolve(this.delivery.statistics()), timeout, late);
  }
}
