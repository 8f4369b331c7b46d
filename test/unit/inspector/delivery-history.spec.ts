import { describe, expect, it } from 'vitest';
import { misfitEvent } from 'nestjs-misfit-notification/testing';
import { DeliveryHistory } from '../../../lib/inspector/delivery-history.js';

const event = misfitEvent('goals.updated', { id: 'goal-1', ownerId: 'ada' });
const { messageId } = event.notification;

const delivery = {
  receivedAt: 0,
  outcome: 'accepted',
  status: 200,
  isVerified: true,
  updates: 1,
  duration: 1,
  messageId,
} as const;

const done = { handler: 'GoalListener.onGoal', outcome: 'done' } as const;

describe('DeliveryHistory', () => {
  it('shows the handlers that ran before the delivery was answered, as in process', () => {
    const history = new DeliveryHistory(10);
    history.addEvent(event);
    history.setTask(event, done);
    history.addDelivery(delivery);

    expect(history.changesAfter(0).deliveries).toMatchObject([
      { id: 1, events: [{ id: 'goal-1', ownerId: 'ada', tasks: [done] }] },
    ]);
  });

  it('reports a delivery as changed when a handler runs later, as with a queue', () => {
    const history = new DeliveryHistory(10);
    history.addDelivery(delivery);
    const { revision } = history;
    expect(history.changesAfter(revision).deliveries).toEqual([]);

    history.setTask(event, done);
    expect(history.changesAfter(revision).deliveries).toMatchObject([
      { id: 1, events: [{ tasks: [done] }] },
    ]);
  });

  it('shows a handler that ran again with its latest run', () => {
    const history = new DeliveryHistory(10);
    history.addDelivery(delivery);
    history.setTask(event, { ...done, outcome: 'failed', attempt: 1 });
    history.setTask(event, { ...done, attempt: 2 });
    expect(history.changesAfter(0).deliveries[0]?.events[0]?.tasks).toEqual([
      { ...done, attempt: 2 },
    ]);
  });

  it('never shows the events of a genuine message under a forged one that claims its id', () => {
    const history = new DeliveryHistory(10);
    history.addEvent(event);
    history.addDelivery({ ...delivery, isVerified: false, outcome: 'refused', status: 403 });
    expect(history.changesAfter(0).deliveries).toMatchObject([{ outcome: 'refused', events: [] }]);
  });

  it('keeps only the latest deliveries and messages', () => {
    const history = new DeliveryHistory(3);
    for (let index = 0; index < 1_000; index++) {
      const other = misfitEvent('goals.updated', { id: `goal-${index}` });
      history.addEvent(other);
      history.addDelivery({ ...delivery, messageId: other.notification.messageId });
    }
    const kept = history.changesAfter(0).deliveries;
    expect(kept.map(({ id }) => id)).toEqual([998, 999, 1_000]);
    expect(kept.map(({ events }) => events[0]?.id)).toEqual(['goal-997', 'goal-998', 'goal-999']);
  });

  it('keeps 25 events of a notification with more', () => {
    const history = new DeliveryHistory(3);
    history.addDelivery({ ...delivery, updates: 1_500 });
    for (let index = 0; index < 1_500; index++) {
      const { notification } = event;
      history.addEvent(misfitEvent('goals.updated', { id: `goal-${index}`, notification }));
    }
    expect(history.changesAfter(0).deliveries[0]?.events.length).toBeLessThanOrEqual(25);
  });
});
