import type { AbstractClass } from '../../common/abstract-class.js';
import { BaseMisfitEvent, idempotencyKeyOf, type MisfitEventFields } from '../base-event.js';
import type { MisfitUpdate } from '../misfit-update.js';
import type { NotificationInfo } from '../notification-info.js';

abstract class DeviceEventOf<Action extends string> extends BaseMisfitEvent {
  readonly type = 'devices';
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

/** A device was created. @publicApi */
export class DeviceCreated extends DeviceEventOf<'created'> {
  constructor(fields: MisfitEventFields, index = 0) {
    super('created', fields, index);
  }
}

/** A device was updated. @publicApi */
export class DeviceUpdated extends DeviceEventOf<'updated'> {
  constructor(fields: MisfitEventFields, index = 0) {
    super('updated', fields, index);
  }
}

/** A device was deleted. @publicApi */
export class DeviceDeleted extends DeviceEventOf<'deleted'> {
  constructor(fields: MisfitEventFields, index = 0) {
    super('deleted', fields, index);
  }
}

/** A device was created, updated or deleted. @publicApi */
export type DeviceEvent = DeviceCreated | DeviceUpdated | DeviceDeleted;

/** The class that all events of devices extend, for `instanceof` and decorated methods. @publicApi */
export const DeviceEvent = DeviceEventOf as AbstractClass<DeviceEvent>;
