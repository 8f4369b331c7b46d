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
