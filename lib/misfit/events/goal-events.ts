import type { AbstractClass } from '../../common/abstract-class.js';
import { BaseMisfitEvent, idempotencyKeyOf, type MisfitEventFields } from '../base-event.js';
import type { MisfitUpdate } from '../misfit-update.js';
import type { NotificationInfo } from '../notification-info.js';

abstract class GoalEventOf<Action extends string> extends BaseMisfitEvent {
  readonly type = 'goals';
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

/** A goal was created. @publicApi */
export class GoalCreated extends GoalEventOf<'created'> {
  constructor(fields: MisfitEventFields, index = 0) {
    super('created', fields, index);
  }
}

/** A goal was updated. @publicApi */
export class GoalUpdated extends GoalEventOf<'updated'> {
  constructor(fields: MisfitEventFields, index = 0) {
    super('updated', fields, index);
  }
}

/** A goal was deleted. @publicApi */
export class GoalDeleted extends GoalEventOf<'deleted'> {
  constructor(fields: MisfitEventFields, index = 0) {
    super('deleted', fields, index);
  }
}

/** A goal was created, updated or deleted. @publicApi */
export type GoalEvent = GoalCreated | GoalUpdated | GoalDeleted;

/** The class that all events of goals extend, for `instanceof` and decorated methods. @publicApi */
export const GoalEvent = GoalEventOf as AbstractClass<GoalEvent>;
