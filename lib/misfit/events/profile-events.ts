import type { AbstractClass } from '../../common/abstract-class.js';
import { BaseMisfitEvent, idempotencyKeyOf, type MisfitEventFields } from '../base-event.js';
import type { MisfitUpdate } from '../misfit-update.js';
import type { NotificationInfo } from '../notification-info.js';

abstract class ProfileEventOf<Action extends string> extends BaseMisfitEvent {
  readonly type = 'profiles';
  readonly id: string;
  readonly ownerId: string;
  readonly updatedAt: Date;
  readonly raw: MisfitUpdate;
  readonly notification: NotificationInfo;
  readonly #index: number;

  constructor(
    readonly action: Action,
    fields: MisfitEventFields,
    index: number,
  ) {
    super();
    this.id = fields.id;
    this.ownerId = fields.ownerId;
    this.updatedAt = fields.updatedAt;
    this.raw = fields.raw;
    this.notification = fields.notification;
    this.#index = index;
  }

  get idempotencyKey(): string {
    return idempotencyKeyOf(this.notification, this.#index);
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
