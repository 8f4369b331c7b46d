import { misfitEvent } from 'nestjs-misfit-notification/testing';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { DeliveryHistory } from '../../../lib/inspector/delivery-history.js';
import { liveFeed } from '../../../lib/inspector/live-feed.js';

const DELIVERY = {
  receivedAt: 0,
  outcome: 'accepted',
  status: 200,
  isVerified: true,
  updates: 1,
  duration: 1,
} as const;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** An open page that reads as long as the test wants. */
function openPage({ before = 0 } = {}) {
  const history = new DeliveryHistory(500);
  const add = (count: number): void => {
    for (let added = 0; added < count; added++) history.addDelivery(DELIVERY);
  };
  add(before);
  const connection = {
    isReading: true,
    isDrained: () => connection.isReading,
    destroy: vi.fn<() => void>(),
  };
  const source = {
    history,
    snapshot: () => ({ intervalMs: 5_000, canSendTest: false }),
    measures: async () => ({ intervals: [], unlisted: 0 }),
  };
  const messages: { type: string; ids: number[] }[] = [];
  const feed = liveFeed(source, connection).subscribe(({ type = '', data }) => {
    const { deliveries = [] } = data as { deliveries?: { id: number }[] };
    messages.push({ type, ids: deliveries.map(({ id }) => id) });
  });
  onTestFinished(() => feed.unsubscribe());
  const ids = () => messages.flatMap((message) => message.ids);
  return { history, add, connection, messages, ids };
}

describe('the feed of an open page', () => {
  it('shows a long history in parts', async () => {
    const { messages, ids } = openPage({ before: 230 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ids()).toEqual(Array.from({ length: 230 }, (_, index) => index + 1));
    for (const message of messages) expect(message.ids.length).toBeLessThanOrEqual(50);
  });

  it('shows every copy of a message that changes, though the copies need several parts', async () => {
    const event = misfitEvent('goals.updated');
    const { messageId } = event.notification;
    const { history, messages, ids } = openPage();
    for (let copy = 0; copy < 120; copy++) history.addDelivery({ ...DELIVERY, messageId });
    await vi.advanceTimersByTimeAsync(1_000);
    messages.length = 0;
    history.setTask(event, { handler: 'GoalListener.onGoal', outcome: 'done' });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(new Set(ids()).size).toBe(120);
  });

  it('sends nothing while the page does not read, and then what it has missed', async () => {
    const { add, connection, messages, ids } = openPage();
    await vi.advanceTimersByTimeAsync(1_000);
    connection.isReading = false;
    messages.length = 0;
    add(3);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(messages).toEqual([]);
    connection.isReading = true;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ids()).toEqual([1, 2, 3]);
    expect(connection.destroy).not.toHaveBeenCalled();
  });

  it('disconnects a page that reads nothing for half a minute', async () => {
    const { connection } = openPage();
    connection.isReading = false;
    await vi.advanceTimersByTimeAsync(29_000);
    expect(connection.destroy).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(connection.destroy).toHaveBeenCalled();
  });
});
