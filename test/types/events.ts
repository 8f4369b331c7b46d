// Compiled, never run: each line below `@ts-expect-error` has to be refused.
import {
  GoalCreated,
  GoalEvent,
  GoalUpdated,
  MisfitEvent,
  SleepUpdated,
  SnsMessage,
  UnknownMisfitEvent,
  type DeviceEvent,
  type GoalDeleted,
  type MisfitAction,
  type MisfitEventMap,
  type MisfitEventPattern,
  type MisfitResource,
  type MisfitUpdate,
  type ProfileDeleted,
} from 'nestjs-misfit-notification';
import { misfitEvent } from 'nestjs-misfit-notification/testing';
import { expectTypeOf } from 'vitest';

export function mapOfEvents(): void {
  expectTypeOf<MisfitEventMap['goals']>().toEqualTypeOf<GoalEvent>();
  expectTypeOf<GoalEvent>().toEqualTypeOf<GoalCreated | GoalUpdated | GoalDeleted>();
  expectTypeOf<MisfitEventMap['goals.updated']>().toEqualTypeOf<GoalUpdated>();
  expectTypeOf<MisfitEventMap['devices']>().toEqualTypeOf<DeviceEvent>();
  expectTypeOf<MisfitEventMap['profiles.deleted']>().toEqualTypeOf<ProfileDeleted>();
  expectTypeOf<MisfitEventMap['*']>().toEqualTypeOf<MisfitEvent>();
  expectTypeOf<keyof MisfitEventMap>().toEqualTypeOf<MisfitEventPattern>();
  expectTypeOf<MisfitResource>().toEqualTypeOf<
    'goals' | 'sessions' | 'sleeps' | 'profiles' | 'devices'
  >();
  expectTypeOf<MisfitAction>().toEqualTypeOf<'created' | 'updated' | 'deleted'>();
  expectTypeOf<GoalEvent['type']>().toEqualTypeOf<'goals'>();
  expectTypeOf<GoalEvent['action']>().toEqualTypeOf<MisfitAction>();
  expectTypeOf<MisfitEventMap['goals']>().not.toEqualTypeOf<MisfitEventMap['sleeps']>();
  // @ts-expect-error: no such pattern
  expectTypeOf<MisfitEventMap['weights']>();
}

export function fields(event: MisfitEvent): void {
  const typed: [string, string, Date, MisfitUpdate, Date, string | undefined] = [
    event.id,
    event.ownerId,
    event.updatedAt,
    event.raw,
    event.notification.timestamp,
    event.notification.subject,
  ];
  // @ts-expect-error: readonly
  event.id = 'other';
  // @ts-expect-error: readonly
  event.notification.messageId = 'other';
  // @ts-expect-error: readonly
  event.raw.id = 'other';
  // @ts-expect-error: it may have none
  const subject: string = event.notification.subject;
  return void [typed, subject];
}

export function narrowing(event: GoalEvent, any: MisfitEvent): void {
  if (event.action === 'updated') {
    const updated: GoalUpdated = event;
    void updated;
  }
  if (event instanceof GoalCreated) {
    const created: 'created' = event.action;
    void created;
  }
  if (any instanceof UnknownMisfitEvent) {
    const type: string = any.type;
    void type;
  }
  switch (event.action) {
    case 'created':
    case 'updated':
    case 'deleted':
      return;
    default: {
      const nothingElse: never = event;
      void nothingElse;
    }
  }
}

export function narrowingByKind(any: MisfitEvent, value: unknown): void {
  if (any instanceof GoalEvent) {
    expectTypeOf(any).toEqualTypeOf<GoalEvent>();
    if (any.action === 'deleted') expectTypeOf(any).toEqualTypeOf<GoalDeleted>();
  } else {
    // @ts-expect-error: no goal is left
    const goal: GoalUpdated = any;
    void goal;
  }
  if (value instanceof MisfitEvent) expectTypeOf(value).toEqualTypeOf<MisfitEvent>();
  if (value instanceof SnsMessage) expectTypeOf(value).toEqualTypeOf<SnsMessage>();
  expectTypeOf(any.idempotencyKey).toEqualTypeOf<string>();
  // @ts-expect-error: abstract
  void new GoalEvent();
}

export function differentResources(sleep: SleepUpdated): void {
  // @ts-expect-error: the types differ, although the fields have the same names
  const goal: GoalUpdated = sleep;
  const made: GoalUpdated = misfitEvent('goals.updated', { ownerId: 'ada' });
  // @ts-expect-error: no such event
  misfitEvent('goals');
  // @ts-expect-error: no such field
  misfitEvent('goals.updated', { owner: 'ada' });
  void [goal, made];
}
