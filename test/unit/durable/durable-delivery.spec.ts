import { DeliveryError } from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { DurableDelivery } from '../../../lib/durable/durable-delivery.js';
import {
  contextOf,
  HOUR,
  notice,
  rejection,
  startWorld,
  updatesOf,
} from '../../support/deliveries/durable-world.js';
import { FakeQueue } from './fake-queue.js';
import { Gate } from '../../support/clocks/gate.js';

const POLICY = {
  attempts: 3,
  backoff: { delay: 1, maxDelay: 1, jitter: 0 },
  jobTimeout: 1_000,
};
const handlers = { 'Own.handle': () => undefined };
const twoGoals = () => notice(updatesOf('ada', 'a', 'b'));

function newDelivery() {
  const queue = new FakeQueue();
  return { queue, delivery: new DurableDelivery(queue, POLICY) };
}

async function started(handlerTimeout = 300) {
  const { queue, delivery } = newDelivery();
  return { ...(await startWorld(delivery, { handlers, handlerTimeout })), queue };
}

function codeOf(error: unknown): string {
  expect(error).toBeInstanceOf(DeliveryError);
  return (error as DeliveryError).code;
}

describe('a durable delivery', () => {
  it('opens its queue with a runner and the retention, and closes it with the deadline', async () => {
    const { queue, stop } = await started();
    expect(queue.context).toMatchObject({ retention: HOUR });
    await stop();
    await stop();
    expect(queue.calls).toEqual(['open', 'close 300']);
  });

  it('has accepted what is stored, and shows it to the observers then', async () => {
    const { queue, accept, published } = await started();
    const gate = new Gate();
    queue.answer = () => gate.opened.then(() => true);
    let isAccepted = false;
    const accepted = accept(twoGoals()).then(() => (isAccepted = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([isAccepted, published]).toEqual([false, []]);
    gate.open();
    await accepted;
    expect(published).toEqual(['a', 'b']);
    expect(queue.batches[0]?.chains).toHaveLength(1);
  });

  it('shows no observer what was stored before', async () => {
    const { queue, accept, published } = await started();
    queue.answer = () => Promise.resolve(false);
    await accept(twoGoals());
    expect(published).toEqual([]);
  });

  it.each<[string, () => Promise<boolean>]>([
    ['rejects', () => Promise.reject(new Error('no disk'))],
    ['rejects with nothing', () => Promise.reject()],
    [
      'throws',
      () => {
        throw new Error('no disk');
      },
    ],
  ])('is unavailable when its queue %s', async (_, answer) => {
    const { queue, accept, published } = await started();
    queue.answer = answer;
    expect(codeOf(await rejection(accept(twoGoals())))).toBe('QUEUE_UNAVAILABLE');
    expect(published).toEqual([]);
  });

  it('is unavailable in time when its queue hangs, and shows what is stored late once', async () => {
    const { queue, accept, published } = await started();
    const gate = new Gate();
    queue.answer = () => gate.opened.then(() => true);
    const error = await rejection(accept(twoGoals()));
    expect(codeOf(error)).toBe('QUEUE_UNAVAILABLE');
    expect(String(error)).toContain('not stored within 100 ms');
    expect(published).toEqual([]);
    gate.open();
    await gate.opened;
    queue.answer = () => Promise.resolve(false);
    await accept(twoGoals());
    expect(published).toEqual(['a', 'b']);
  });

  it('waits no longer than the notification can', async () => {
    const { queue, delivery } = await started();
    queue.addTimeout = 60_000;
    queue.answer = () => new Promise(() => {});
    for (const timeout of [30, 0, -5]) {
      const refused = Promise.resolve(delivery.accept(twoGoals(), timeout));
      expect(codeOf(await rejection(refused))).toBe('QUEUE_UNAVAILABLE');
    }
    queue.addTimeout = 1;
  });

  it('is overloaded by a thousand that are being stored, and recovers', async () => {
    const { queue, accept } = await started(60_000);
    const gate = new Gate();
    queue.addTimeout = 60_000;
    queue.answer = () => gate.opened.then(() => true);
    const many = Array.from({ length: 1_000 }, () => accept(twoGoals()));
    expect(codeOf(await rejection(accept(twoGoals())))).toBe('OVERLOADED');
    gate.open();
    await Promise.all(many);
    await accept(twoGoals());
  });

  it('takes nothing on before its start, and nothing from its stop on', async () => {
    const { delivery } = newDelivery();
    const early = Promise.resolve(delivery.accept(twoGoals(), 100));
    expect(codeOf(await rejection(early))).toBe('SHUTTING_DOWN');
    await delivery.stop();

    const { stop, accept } = await started();
    const stopping = stop();
    expect(codeOf(await rejection(accept(twoGoals())))).toBe('SHUTTING_DOWN');
    await stopping;
  });

  it('closes its queue when that has stored what it was given, or has had its time', async () => {
    const { queue, stop, accept } = await started();
    const gate = new Gate();
    queue.answer = () => gate.opened.then(() => true);
    const accepted = accept(twoGoals());
    const stopped = stop();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(queue.calls).toEqual(['open']);
    gate.open();
    await accepted;
    await stopped;
    expect(queue.calls).toEqual(['open', 'close 300']);

    const hanging = await started();
    hanging.queue.answer = () => new Promise(() => {});
    const refused = rejection(hanging.accept(twoGoals()));
    await hanging.stop();
    expect(hanging.queue.calls).toEqual(['open', 'close 300']);
    expect(codeOf(await refused)).toBe('QUEUE_UNAVAILABLE');
  });

  it('does not start when its queue cannot be opened, and takes nothing on', async () => {
    const { queue, delivery } = newDelivery();
    const cause = new Error('no disk');
    queue.opening = () => Promise.reject(cause);
    expect(await rejection(delivery.start(contextOf({ handlers }).context))).toBe(cause);
    const refused = Promise.resolve(delivery.accept(twoGoals(), 100));
    expect(codeOf(await rejection(refused))).toBe('SHUTTING_DOWN');
    await delivery.stop();
    expect(queue.calls).toEqual(['open']);
  });
});
