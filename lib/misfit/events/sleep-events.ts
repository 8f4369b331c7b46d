import type { AbstractClass } from '../../common/abstract-class.js';
import { BaseMisfitEvent, type MisfitEventFields } from '../base-event.js';

abstract class SleepEventOf<Action extends string> extends BaseMisfitEvent<'sleeps', Action> {
  constructor(action: Action, fields: MisfitEventFields, index: number) {
    super('sleeps', action, fields, index);
  }
}

/** A sleep was created. @publicApi */
export class SleepCreated extends SleepEventOf<'created'> {
  constructor(fields: MisfitEventFields, index = 0) {
    super('created', fields, index);
  }
}

/** A sleep was updated. @publicApi */
export class SleepUpdated extends SleepEventOf<'updated'> {
  constructor(fields: MisfitEventFields, index = 0) {
    super('updated', fields, index);
  }
}

/** A sleep was deleted. @publicApi */
export class SleepDeleted extends SleepEventOf<'deleted'> {
  constructor(fields: MisfitEventFields, index = 0) {
    super('deleted', fields, index);
  }
}

/** A sleep was created, updated or deleted. @publicApi */
export type SleepEvent = SleepCreated | SleepUpdated | SleepDeleted;

/** The class that all events of sleeps extend, for `instanceof` and decorated methods. @publicApi */
export const SleepEvent = SleepEventOf as AbstractClass<SleepEvent>;
