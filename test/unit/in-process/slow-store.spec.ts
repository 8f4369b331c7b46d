import { MemoryIdempotencyStore, type IdempotencyStore } from 'nestjs-misfit-notification';
import { expect, it } from 'vitest';
import { notificationOf, startDelivery } from '../../support/deliveries/delivery-world.js';

const DELAY = 600;

function slowly<Args extends unknown[]>(call: (...args: Args) => void) {
  return async (...args: Args): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, DELAY));
    call(...args);
  };
}

it('a slow store delays the answer by one call, though it hears of successes and of failures', async () => {
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
  const startedAt = performance.now();
  await expect(accept(notificationOf('a'))).rejects.toMatchObject({ code: 'HANDLER_FAILED' });
  expect(performance.now() - startedAt).toBeLessThan(2 * DELAY - 50);
});
