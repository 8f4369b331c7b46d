/**
 * The SNS notification that brought an event.
 *
 * @publicApi
 */
export interface NotificationInfo {
  /** UUID of the SNS message; the same when SNS delivers the notification again. */
  readonly messageId: string;
  /** ARN of the topic that the notification was published to. */
  readonly topicArn: string;
  /** When Misfit published the notification. */
  readonly timestamp: Date;
  /** Subject of the SNS message, if it has one. */
  readonly subject?: string;
  /**
   * Trace of the delivery that brought the notification, such as `{ traceparent: '00-…' }`. Present
   * only if the application traces deliveries. Durable deliveries store it with each task.
   */
  readonly traceContext?: Readonly<Record<string, string>>;
}
