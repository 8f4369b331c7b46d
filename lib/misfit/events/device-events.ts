import type { AbstractClass } from '../../common/abstract-class.js';
import { BaseMisfitEvent, type MisfitEventFields } from '../base-event.js';

abstract class DeviceEventOf<Action extends string> extends BaseMisfitEvent<'devices', Action> {
  constructor(action: Action, fields: MisfitEventFields, index: number) {
    super('devices', action, fields, index);
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
