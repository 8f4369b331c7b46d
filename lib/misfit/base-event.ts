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
  readonly notification: NotificationInfo;
}

/** What all events have in common, as a class. */
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

  constructor(
    /** The resource: what kind of object changed. */
    readonly type: Type,
    /** What happened to it. */
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
   * Identifies the update: the same each time it is delivered or retried, after a restart, and with
   * every delivery. Store it under a unique index, in the transaction that holds your changes, and
   * an update takes effect once. An opaque text of at most 64 ASCII characters.
   */
  get idempotencyKey(): string {
    // Built when it is asked for, since few handlers do.
    return `${this.notification.messageId}.${this.#index}`;
  }
}
