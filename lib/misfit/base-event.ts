import type { MisfitUpdate } from './misfit-update.js';

/**
 * The SNS notification that brought an event.
 *
 * @publicApi
 */
export interface NotificationInfo {
  /** Stays the same when SNS delivers the notification again. */
  readonly messageId: string;
  readonly topicArn: string;
  /** When Misfit published the notification. */
  readonly timestamp: Date;
  readonly subject?: string;
  /**
   * Leads back to the delivery that brought the notification, such as `{ traceparent: '00-…' }`.
   * Present only if the application traces deliveries. Durable deliveries store it.
   */
  readonly traceContext?: Readonly<Record<string, string>>;
}

/**
 * What every event says, besides its `type` and `action`.
 *
 * @publicApi
 */
export interface MisfitEventFields {
  /** Identifies the changed object in Misfit's API. */
  readonly id: string;
  /** The Misfit user whom the object belongs to. */
  readonly ownerId: string;
  /** When the object changed. Updates may arrive in another order. */
  readonly updatedAt: Date;
  /** The update exactly as received, with whatever else it holds. */
  readonly raw: MisfitUpdate;
  readonly notification: NotificationInfo;
}

/**
 * An event of one resource and action.
 *
 * @publicApi
 */
export abstract class MisfitEventOf<
  Type extends string,
  Action extends string,
> implements MisfitEventFields {
  readonly id: string;
  readonly ownerId: string;
  readonly updatedAt: Date;
  readonly raw: MisfitUpdate;
  readonly notification: NotificationInfo;

  constructor(
    /** The resource: what kind of object changed. */
    readonly type: Type,
    /** What happened to it. */
    readonly action: Action,
    fields: MisfitEventFields,
  ) {
    this.id = fields.id;
    this.ownerId = fields.ownerId;
    this.updatedAt = fields.updatedAt;
    this.raw = fields.raw;
    this.notification = fields.notification;
  }
}
