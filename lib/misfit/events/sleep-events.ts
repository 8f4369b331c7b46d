import type { AbstractClass } from '../../common/abstract-class.js';
import { BaseMisfitEvent, idempotencyKeyOf, type MisfitEventFields } from '../base-event.js';
import type { MisfitUpdate } from '../misfit-update.js';
import type { NotificationInfo } from '../notification-info.js';

abstract class SleepEventOf<Action extends string> extends BaseMisfitEvent {
  readonly type = 'sleeps';
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
