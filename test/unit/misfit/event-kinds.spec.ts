import {
  DeviceEvent,
  GoalEvent,
  MisfitEvent,
  OnMisfitEvent,
  ProfileEvent,
  SessionEvent,
  SleepEvent,
  SnsMessage,
  SnsNotification,
  UnknownMisfitEvent,
} from 'nestjs-misfit-notification';
import { describe, expect, it } from 'vitest';
import { EVENT_CLASSES } from '../../../lib/misfit/event-classes.js';
import { parseUpdates } from '../../../lib/misfit/parse-updates.js';
import { notificationOf } from '../../support/deliveries/notification-of.js';

const KINDS = {
  goals: GoalEvent,
  sessions: SessionEvent,
  sleeps: SleepEvent,
  profiles: ProfileEvent,
  devices: DeviceEvent,
};

function eventOf(type: string, action: string): MisfitEvent {
  const update = { type, action, id: 'i', ownerId: 'o', updatedAt: '2026-11-24T01:02:03Z' };
  return parseUpdates(notificationOf(JSON.stringify([update]))).events[0] as MisfitEvent;
}

const NAMES = Object.entries(EVENT_CLASSES).flatMap(([type, actions]) =>
  Object.keys(actions).map((action) => [type, action] as const),
);

describe('the kinds of events', () => {
  it.each(NAMES)('%s %s is an instance of its kind only', (type, action) => {
    const event = eventOf(type, action);
    const kinds = Object.entries(KINDS).filter(([, Kind]) => event instanceof Kind);
    expect(kinds.map(([name]) => name)).toEqual([type]);
    expect(event).toBeInstanceOf(MisfitEvent);
  });

  it('an unknown event is a MisfitEvent, and of no other kind', () => {
    const event = eventOf('weights', 'created');
    expect(event).toBeInstanceOf(UnknownMisfitEvent);
    expect(event).toBeInstanceOf(MisfitEvent);
    expect(Object.values(KINDS).filter((Kind) => event instanceof Kind)).toEqual([]);
  });

  it('stand in the metadata of a decorated method', () => {
    class Listener {
      @OnMisfitEvent('goals')
      onGoal(_event: GoalEvent): void {}

      @OnMisfitEvent('*')
      onAny(_event: MisfitEvent, _message?: SnsMessage): void {}
    }
    const typesOf = (method: string): unknown =>
      Reflect.getMetadata('design:paramtypes', Listener.prototype, method);
    expect(typesOf('onGoal')).toEqual([GoalEvent]);
    expect(typesOf('onAny')).toEqual([MisfitEvent, SnsMessage]);
  });

  it('of messages: a notification is an SnsMessage', () => {
    expect(new SnsNotification()).toBeInstanceOf(SnsMessage);
  });
});
