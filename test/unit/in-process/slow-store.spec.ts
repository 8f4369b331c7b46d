import { MemoryIdempotencyStore, type IdempotencyStore } from 'nestjs-misfit-notification';
import { expect, it } from 'vitest';
import { notificationOf, startDelivery } from '../../support/deliveries/delivery-world.js';

/** Calls of the store that are under way. */
let underWay = 0;
let mostAtOnce = 0;

function slowly<Args extends unknown[]>(call: (...args: Args) => void) {
  return async (...args: Args): Promise<void> => {
    mostAtOnce = Math.max(mostAtOnce, ++underWay);
    await new Promise((resolve) => setTimeout(resolve, 100));
    underWay--;
    call(...args);
  };
}

it('a slow store delays the answer by one call: it hears of successes and of failures at once', async () => {
  const memory = new MemoryIdempotencyStore();
  const store: IdempotencyStore = {
    claim: memory.claim.bind(memory),
    renew: memory.renew.bind(memory),
    complete: slowly(memory.complete.bind(memory)),
    release: slowly(memory.release.bind(memory)),
  };
  const { accept } = startDelivery({
    store,
    handlers: {
      sound: () => undefined,
      failing: () => {
        throw new Error('failed');
      },
    },
  });
  await expect(accept(notificationOf('a'))).rejects.toMatchObject({ code: 'HANDLER_FAILED' });
  expect(mostAtOnce).toBe(2);
});
