import { MisfitEventOf, type MisfitEventFields } from './base-event.js';

/** The constructor of one resource's and action's events. */
type EventClass<Type extends string, Action extends string> = new (
  fields: MisfitEventFields,
) => MisfitEventOf<Type, Action>;

function eventClass<const Type extends string, const Action extends string>(
  type: Type,
  action: Action,
): EventClass<Type, Action> {
  return class extends MisfitEventOf<Type, Action> {
    constructor(fields: MisfitEventFields) {
      super(type, action, fields);
    }
  };
}

/** A goal was created. @publicApi */
export class GoalCreated extends eventClass('goals', 'created') {}
/** A goal was updated. @publicApi */
export class GoalUpdated extends eventClass('goals', 'updated') {}
/** A goal was deleted. @publicApi */
export class GoalDeleted extends eventClass('goals', 'deleted') {}
/** A session was created. @publicApi */
export class SessionCreated extends eventClass('sessions', 'created') {}
/** A session was updated. @publicApi */
export class SessionUpdated extends eventClass('sessions', 'updated') {}
/** A session was deleted. @publicApi */
export class SessionDeleted extends eventClass('sessions', 'deleted') {}
/** A sleep was created. @publicApi */
export class SleepCreated extends eventClass('sleeps', 'created') {}
/** A sleep was updated. @publicApi */
export class SleepUpdated extends eventClass('sleeps', 'updated') {}
/** A sleep was deleted. @publicApi */
export class SleepDeleted extends eventClass('sleeps', 'deleted') {}
/** A profile was created. @publicApi */
export class ProfileCreated extends eventClass('profiles', 'created') {}
/** A profile was updated. @publicApi */
export class ProfileUpdated extends eventClass('profiles', 'updated') {}
/** A profile was deleted. @publicApi */
export class ProfileDeleted extends eventClass('profiles', 'deleted') {}
/** A device was created. @publicApi */
export class DeviceCreated extends eventClass('devices', 'created') {}
/** A device was updated. @publicApi */
export class DeviceUpdated extends eventClass('devices', 'updated') {}
/** A device was deleted. @publicApi */
export class DeviceDeleted extends eventClass('devices', 'deleted') {}

/**
 * An update of a resource or an action that this version does not know. Seen by `'*'` only.
 *
 * @publicApi
 */
export class UnknownMisfitEvent extends MisfitEventOf<string, string> {}

/** The one table of what Misfit reports: types, patterns and handler look-up all follow from it. */
export const EVENT_CLASSES = {
  goals: { created: GoalCreated, updated: GoalUpdated, deleted: GoalDeleted },
  sessions: { created: SessionCreated, updated: SessionUpdated, deleted: SessionDeleted },
  sleeps: { created: SleepCreated, updated: SleepUpdated, deleted: SleepDeleted },
  profiles: { created: ProfileCreated, updated: ProfileUpdated, deleted: ProfileDeleted },
  devices: { created: DeviceCreated, updated: DeviceUpdated, deleted: DeviceDeleted },
} as const;

type EventTable = typeof EVENT_CLASSES;

/**
 * The kinds of objects that Misfit reports on.
 *
 * @publicApi
 */
export type MisfitResource = keyof EventTable;

/**
 * What can happen to an object.
 *
 * @publicApi
 */
export type MisfitAction = keyof EventTable[MisfitResource];

/** Events of one resource, whatever the action. */
type EventsOf<Resource extends MisfitResource> = InstanceType<EventTable[Resource][MisfitAction]>;

/** A goal was created, updated or deleted. @publicApi */
export type GoalEvent = EventsOf<'goals'>;
/** A session was created, updated or deleted. @publicApi */
export type SessionEvent = EventsOf<'sessions'>;
/** A sleep was created, updated or deleted. @publicApi */
export type SleepEvent = EventsOf<'sleeps'>;
/** A profile was created, updated or deleted. @publicApi */
export type ProfileEvent = EventsOf<'profiles'>;
/** A device was created, updated or deleted. @publicApi */
export type DeviceEvent = EventsOf<'devices'>;

/**
 * Any event, those that are new to this version included.
 *
 * @publicApi
 */
export type MisfitEvent = EventsOf<MisfitResource> | UnknownMisfitEvent;

/**
 * The event that each pattern stands for.
 *
 * @publicApi
 */
export type MisfitEventMap = {
  readonly [Resource in MisfitResource]: EventsOf<Resource>;
} & {
  readonly [Name in `${MisfitResource}.${MisfitAction}`]: Name extends `${infer Resource extends
    MisfitResource}.${infer Action extends MisfitAction}`
    ? InstanceType<EventTable[Resource][Action]>
    : never;
} & { readonly '*': MisfitEvent };

/**
 * A resource (`'goals'`), a resource and an action (`'goals.updated'`), or `'*'` for everything.
 *
 * @publicApi
 */
export type MisfitEventPattern = keyof MisfitEventMap;
