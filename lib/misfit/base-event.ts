import type { MisfitUpdate } from './misfit-update.js';
import type { NotificationInfo } from './notification-info.js';

/**
 * The fields of every event, in addition to `type` and `action`.
 *
 * @publicApi
 */
export interface MisfitEventFields {
  /** Identifies the changed object in Misfit's API. */
  readonly id: string;
  /** The Misfit user who owns the object. */
  readonly ownerId: string;
  /** When the object changed. Updates may arrive in another order. */
  readonly updatedAt: Date;
  /** The update exactly as received, including additional fields. */
  readonly raw: MisfitUpdate;
  /** The SNS notification that brought the event. */
  readonly notification: NotificationInfo;
}

/** Base class of all events. */
export abstract class BaseMisfitEvent<
  Type extends string = string,
  Action extends string = string,
> implements MisfitEventFields {
  readonly id: string;
  readonly ownerId: string;
  readonly updatedAt: Date;
  readonly raw: MisfitUpdate;
  readonly notification: NotificationInfo;
  readonly #index: number;

  /** @param index place of the update in its notification, from 0. */
  constructor(
    /** The resource: what kind of object changed. */
    readonly type: Type,
    /** What happened to the object. */
    readonly action: Action,
    fields: MisfitEventFields,
    index: number,
  ) {
    this.id = fields.id;
    this.ownerId = fields.ownerId;
    this.updatedAt = fields.updatedAt;
    this.raw = fields.raw;
    this.notification = fields.notification;
    this.#index = index;
  }

  /**
   * Identifies the update: the same each time the update is delivered or retried, also after a
   * restart, and with every engine. If you store the key under a unique index, in the transaction
   * that holds your changes, each update takes effect once. An opaque text of at most 64 ASCII
   * characters.
   */
  get idempotencyKey(): string {
    // Built when it is asked for, since few handlers do.
    return `${this.notification.messageId}.${this.#index}`;
  }
}
