import type { MisfitCode } from '../codes/codes.js';

/**
 * What happened to one request to the module's endpoint.
 *
 * @publicApi
 */
export interface MisfitDeliveryRecord {
  /**
   * `accepted`: answered 2xx, SNS is done with the message. `refused`: answered with a final 4xx,
   * SNS gives the message up. `deferred`: answered 503, SNS delivers the message again.
   */
  readonly outcome: 'accepted' | 'refused' | 'deferred';

  /** HTTP status of the answer. 503 if the connection was closed before an answer. */
  readonly status: number;

  /**
   * Why the request was not accepted. `FOREIGN_ANSWER`: this module had received the request, but
   * other code of the application answered it, for example an interceptor. With the outcome
   * `accepted` or `refused`, the updates may be lost.
   */
  readonly code?: MisfitCode | 'FOREIGN_ANSWER';

  /** The same in words. May quote the request, so display it with care. */
  readonly reason?: string;

  /**
   * Whether SNS's signature was checked. If so, `type`, `messageId` and `topicArn` are facts. If
   * not, `messageId` and `topicArn` are what the sender claims; only their form was checked.
   */
  readonly isVerified: boolean;

  /** Known for verified messages, and for Misfit's endpoint test, which is not signed. */
  readonly type?:
    | 'Notification'
    | 'SubscriptionConfirmation'
    | 'UnsubscribeConfirmation'
    | 'EndpointTest';

  /** See `isVerified`. */
  readonly messageId?: string;

  /** See `isVerified`. */
  readonly topicArn?: string;

  /** Number of updates in the notification, malformed ones included. 0 for any other request. */
  readonly updates: number;

  /** When the request arrived, by the option `clock`. */
  readonly receivedAt: Date;

  /** Time from the arrival of the request to the answer, in ms. */
  readonly duration: number;
}
