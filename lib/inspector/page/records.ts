/**
 * What the server sends to the page, as JSON. Times are in ms since 1970, durations in ms.
 */

export type DeliveryOutcome = 'accepted' | 'refused' | 'deferred';

/** One request to the endpoint. */
export interface DeliveryView {
  /** Grows with each delivery. */
  readonly id: number;
  readonly receivedAt: number;
  readonly outcome: DeliveryOutcome;
  readonly status: number;
  readonly code?: string;
  readonly reason?: string;
  /** Whether the signature was checked. If not, the ids are what the sender claims. */
  readonly isVerified: boolean;
  /** The SNS type, or `EndpointTest`. */
  readonly type?: string;
  readonly messageId?: string;
  readonly topicArn?: string;
  /** Number of updates in the notification. */
  readonly updates: number;
  readonly duration: number;
  /** The first events of the notification. */
  readonly events: readonly EventView[];
}

/** One event of a notification, with the handlers that ran for it. */
export interface EventView {
  readonly type: string;
  readonly action: string;
  readonly id: string;
  readonly ownerId: string;
  readonly updatedAt: number;
  readonly tasks: readonly TaskView[];
}

export type TaskOutcome = 'done' | 'failed' | 'dead';

/** The latest run of a handler for an event. */
export interface TaskView {
  readonly handler: string;
  readonly outcome: TaskOutcome;
  readonly duration?: number;
  readonly attempt?: number;
  readonly error?: string;
  readonly retryAt?: number;
}

/** What happened in a few seconds. */
export interface IntervalView {
  readonly accepted: number;
  readonly refused: number;
  readonly deferred: number;
  /** Failed runs of handlers. */
  readonly failures: number;
  /** Median and 99th percentile of the time to answer; `undefined` without deliveries. */
  readonly p50?: number;
  readonly p99?: number;
}

/** The work that is stored in the queue. */
export interface QueueView {
  readonly waiting: number;
  readonly running: number;
  readonly delayed: number;
  readonly dead: number;
  /** When the oldest waiting task was stored. */
  readonly oldestWaiting?: number;
}

/** Sent when the page connects. */
export interface SnapshotMessage {
  /** Oldest first. */
  readonly deliveries: readonly DeliveryView[];
  /** The page keeps this many deliveries. */
  readonly keep: number;
  readonly intervalMs: number;
  readonly canSendTest: boolean;
}

/** Sent while deliveries arrive: new deliveries, and known ones whose handlers ran. */
export interface ChangesMessage {
  readonly deliveries: readonly DeliveryView[];
}

/** Sent every few seconds. */
export interface MeasuresMessage {
  /** Oldest first, without gaps. */
  readonly intervals: readonly IntervalView[];
  /** Number of deliveries that were counted, but not listed, because too many arrived at once. */
  readonly unlisted: number;
  readonly queue?: QueueView;
  /** Why the queue could not be asked. */
  readonly queueError?: string;
}

/** A dead letter; `event` is missing if the stored record is damaged. */
export interface DeadLetterView {
  readonly id: string;
  readonly handler: string;
  readonly attempts: number;
  readonly error: string;
  readonly failedAt: number;
  readonly event?: Omit<EventView, 'tasks'>;
}

export interface DeadLettersResponse {
  readonly letters: readonly DeadLetterView[];
  /** Cursor of the next page. */
  readonly next?: string;
}

/** Answer to an action: how many dead letters it concerned. */
export interface ActionResponse {
  readonly count: number;
}
