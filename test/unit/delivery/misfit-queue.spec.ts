import { DeliveryError, MisfitQueue, type MisfitDelivery } from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { rejection } from '../../support/deliveries/durable-world.js';

const deliveryWith = (statistics?: MisfitDelivery['statistics']): MisfitDelivery => ({
  start: () => undefined,
  accept: () => undefined,
  stop: () => undefined,
  ...(statistics && { statistics }),
});

describe('MisfitQueue.statistics()', () => {
  it('is undefined with a delivery that has no queue', async () => {
    expect(await new MisfitQueue(deliveryWith()).statistics()).toBeUndefined();
  });

  it('rejects with QUEUE_UNAVAILABLE when the timeout has passed', async () => {
    const queue = new MisfitQueue(deliveryWith(() => new Promise(() => {})));
    const error = await rejection(queue.statistics({ timeout: 20 }));
    expect(error).toBeInstanceOf(DeliveryError);
    expect(error).toMatchObject({
      code: 'QUEUE_UNAVAILABLE',
      message: 'the queue did not answer within 20 ms',
    });
  });
});
