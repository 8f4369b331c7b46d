import type { AbstractClass } from '../../common/abstract-class.js';
import { BaseMisfitEvent, type MisfitEventFields } from '../base-event.js';

abstract class ProfileEventOf<Action extends string> extends BaseMisfitEvent<'profiles', Action> {
  constructor(action: Action, fields: MisfitEventFields, index: number) {
    super('profiles', action, fields, index);
  }
}

/** A profile was created. @publicApi */
export class ProfileCreated extends ProfileEventOf<'created'> {
  constructor(fields: MisfitEventFields, index = 0) {
    super('created', fields, index);
  }
}

/** A profile was updated. @publicApi */
export class ProfileUpdated extends ProfileEventOf<'updated'> {
  constructor(fields: MisfitEventFields, index = 0) {
    super('updated', fields, index);
  }
}

/** A profile was deleted. @publicApi */
export class ProfileDeleted extends ProfileEventOf<'deleted'> {
  constructor(fields: MisfitEventFields, index = 0) {
    super('deleted', fields, index);
  }
}

/** A profile was created, updated or deleted. @publicApi */
export type ProfileEvent = ProfileCreated | ProfileUpdated | ProfileDeleted;

/** The class that all events of profiles extend, for `instanceof` and decorated methods. @publicApi */
export const ProfileEvent = ProfileEventOf as AbstractClass<ProfileEvent>;
