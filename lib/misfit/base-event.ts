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

/**
 * What all events have in common, as a class.
 *
 * Each resource has a constructor of its own that stores the fields: a constructor that all events
 * share builds too many classes for V8 to optimize its stores, and takes twice as long.
 */
export abstract class BaseMisfitEvent implements MisfitEventFields {
  /** The resource: what kind of object changed. */
  abstract readonly type: string;
  /** What happened to it. */
  abstract readonly action: string;
  abstract readonly id: string;
  abstract readonly ownerId: string;
  abstract readonly updatedAt: Date;
  abstract readonly raw: MisfitUpdate;
  abstract readonly notification: NotificationInfo;

  /**
   * Identifies the update: the same each time it is delivered or retried, after a restart, and with
   * every delivery. Store it under a unique index, in the transaction that holds your changes, and
   * an update takes effect once. An opaque text of at most 64 ASCII characters.
   */
  abstract readonly idempotencyKey: string;
}

/** Built when it is asked for, since few handlers do. */
export function idempotencyKeyOf({ messageId }: NotificationInfo, index: number): string {
  return `${messageId}.${index}`;
}
