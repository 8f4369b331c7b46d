import type { AbstractClass } from '../../common/abstract-class.js';
import { BaseMisfitEvent, idempotencyKeyOf, type MisfitEventFields } from '../base-event.js';
import type { MisfitUpdate } from '../misfit-update.js';
import type { NotificationInfo } from '../notification-info.js';

abstract class SessionEventOf<Action extends string> extends BaseMisfitEvent {
  readonly type = 'sessions';
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

/** A session was created. @publicApi */
export class SessionCreated extends SessionEventOf<'created'> {
  constructor(fields: MisfitEventFields, index = 0) {
    super('created', fields, index);
  }
}

/** A session was updated. @publicApi */
export class SessionUpdated extends SessionEventOf<'updated'> {
  constructor(fields: MisfitEventFields, index = 0) {
    super('updated', fields, index);
  }
}

/** A session was deleted. @publicApi */
export class SessionDeleted extends SessionEventOf<'deleted'> {
  constructor(fields: MisfitEventFields, index = 0) {
    super('deleted', fields, index);
  }
}

/** A session was created, updated or deleted. @publicApi */
export type SessionEvent = SessionCreated | SessionUpdated | SessionDeleted;

/** The class that all events of sessions extend, for `instanceof` and decorated methods. @publicApi */
export const SessionEvent = SessionEventOf as AbstractClass<SessionEvent>;
