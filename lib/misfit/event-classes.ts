import type { AbstractClass } from '../common/abstract-class.js';
import { BaseMisfitEvent } from './base-event.js';
import { DeviceCreated, DeviceDeleted, DeviceUpdated } from './events/device-events.js';
import { GoalCreated, GoalDeleted, GoalUpdated } from './events/goal-events.js';
import { ProfileCreated, ProfileDeleted, ProfileUpdated } from './events/profile-events.js';
import { SessionCreated, SessionDeleted, SessionUpdated } from './events/session-events.js';
import { SleepCreated, SleepDeleted, SleepUpdated } from './events/sleep-events.js';
import { UnknownMisfitEvent } from './events/unknown-event.js';

/** The only list of resources and actions: types, patterns and handler look-up follow from it. */
export const EVENT_CLASSES = {
  goals: { created: GoalCreated, updated: GoalUpdated, deleted: GoalDeleted },
  sessions: { created: SessionCreated, updated: SessionUpdated, deleted: SessionDeleted },
  sleeps: { created: SleepCreated, updated: SleepUpdated, deleted: SleepDeleted },
  profiles: { created: ProfileCreated, updated: ProfileUpdated, deleted: ProfileDeleted },
  devices: { created: DeviceCreated, updated: DeviceUpdated, deleted: DeviceDeleted },
} as const;

type EventTable = typeof EVENT_CLASSES;

/**
 * The kinds of objects whose changes Misfit reports.
 *
 * @publicApi
 */
export type MisfitResource = keyof EventTable;

/**
 * The changes to an object that Misfit reports.
 *
 * @publicApi
 */
export type MisfitAction = keyof EventTable[MisfitResource];

/** Events of one resource, whatever the action. */
type EventsOf<Resource extends MisfitResource> = InstanceType<EventTable[Resource][MisfitAction]>;

/**
 * Any event, including an `UnknownMisfitEvent`.
 *
 * @publicApi
 */
export type MisfitEvent = EventsOf<MisfitResource> | UnknownMisfitEvent;

/** The class that all events extend, for `instanceof` and decorated methods. @publicApi */
export const MisfitEvent = BaseMisfitEvent as AbstractClass<MisfitEvent>;

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
