import { MemoryIdempotencyStore, type IdempotencyStore } from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { Gate, until } from '../../support/clocks/gate.js';
import { notificationOf, startDelivery } from '../../support/deliveries/delivery-world.js';
import { FAULTS } from '../../support/faults/faulty-store.js';
import { settled } from '../../support/observers/process-faults.js';

/** A delivery that is answered while its two handlers run. */
async function answerTooEarly() {
  const memory = new MemoryIdempotencyStore();
  const state = { isStoreBroken: false, error: undefined as Error | undefined, renewals: 0 };
  const store: IdempotencyStore = {
    claim: memory.claim.bind(memory),
    renew: (...args) => {
      state.renewals++;
      memory.renew(...args);
    },
    complete: (...args) => (state.isStoreBroken ? FAULTS.rejects() : memory.complete(...args)),
    release: memory.release.bind(memory),
  };
  const gates = { first: new Gate(), second: new Gate() };
  let runs = 0;
  const { accept, failures } = startDelivery({
    store,
    handlerTimeout: 400,
    handlers: {
      first: async () => {
        runs++;
        await gates.first.opened;
        if (state.error !== undefined) throw state.error;
      },
      second: () => gates.second.opened,
    },
  });
  const notification = notificationOf('a');
  const acceptAgain = () => accept(notification);
  await expect(acceptAgain()).rejects.toMatchObject({ code: 'HANDLER_FAILED' });
  const claim = () => memory.claim(notification.info.messageId, ['0:first', '0:second'], 0);
  return { acceptAgain, claim, failures, gates, runs: () => runs, state };
}

describe('a handler that settles after the answer, while another still runs', () => {
  it('is done at once, so that no other delivery runs it', async () => {
    const { claim, gates } = await answerTooEarly();
    gates.first.open();
    await settled();
    expect(claim()).toMatchObject({ granted: [], busy: ['0:second'] });
    gates.second.open();
  });

  it('runs again with the next delivery if it failed', async () => {
    const { acceptAgain, gates, runs, state } = await answerTooEarly();
    state.error = new Error('too late');
    gates.first.open();
    await settled();
    await expect(acceptAgain()).rejects.toMatchObject({ code: 'HANDLER_FAILED' });
    expect(runs()).toBe(2);
    gates.second.open();
  });

  it('is reported as failed if the store cannot record it, and is recorded later', async () => {
    const { acceptAgain, failures, gates, runs, state } = await answerTooEarly();
    state.isStoreBroken = true;
    gates.first.open();
    await until(() => failures.length === 3);
    expect(failures[2]).toMatchObject({
      handler: 'first',
      error: { code: 'IDEMPOTENCY_STORE_UNAVAILABLE' },
    });
    state.isStoreBroken = false;
    gates.second.open();
    await expect
      .poll(() =>
        acceptAgain().then(
          () => 'accepted',
          () => 'refused',
        ),
      )
      .toBe('accepted');
    expect(runs()).toBe(1);
  });
});

it('when all handlers have settled, no lease is renewed any more', async () => {
  const { gates, state } = await answerTooEarly();
  await until(() => state.renewals === 3);
  gates.first.open();
  gates.second.open();
  await settled();
  const { renewals } = state;
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(state.renewals).toBe(renewals);
});
