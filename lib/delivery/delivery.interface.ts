import type { Awaitable } from '../common/awaitable.js';
import type { EventHandler } from '../handlers/event-handler.js';
import type { MisfitHandlerOptions } from '../handlers/handler-options.js';
import type { RetryOutlook } from '../bus/event-streams.js';
import type { MisfitEvent } from '../misfit/event-classes.js';
import type { MisfitNotification } from '../misfit/parse-updates.js';
import type { DeadLetterStore } from './dead-letter-store.js';
import type { QueueStatistics } from './queue-statistics.js';

/**
 * Passed to a delivery when it starts.
 *
 * @publicApi
 */
export interface DeliveryContext {
  /** Time limit for answering a notification, in ms. */
  readonly handlerTimeout: number;
  /** Time during which SNS may deliver a message again, in ms. */
  readonly retention: number;
  /** The handlers of an event. Returns the same list for all events of one class. */
  handlersOf(event: MisfitEvent): readonly EventHandler[];
  /** All handlers of the application. */
  handlers(): readonly EventHandler[];
  /** The handler with this name, if the application still has it. */
  handlerNamed(name: string): EventHandler | undefined;
  /** Shows an event to the observers of `MisfitEventBus`. */
  publish(event: MisfitEvent): void;
  /**
   * Logs the failure of a handler and emits it on `failures$`.
   *
   * @param outlook what follows the failure; absent where SNS decides about retries.
   */
  reportFailure(
    event: MisfitEvent,
    handler: Pick<EventHandler, 'name'>,
    error: unknown,
    outlook?: RetryOutlook,
  ): void;
}

/**
 * The engine that takes notifications over and runs the handlers: the option `delivery`.
 *
 * @publicApi
 */
export interface MisfitDelivery {
  /**
   * Called once, after the handlers are registered and before the first notification. If it throws
   * or rejects, the application does not start.
   */
  start(context: DeliveryContext): Awaitable<void>;

  /**
   * Accepts a verified notification. Returns or resolves when the answer may be 200; SNS then never
   * delivers the notification again. Throws or rejects if the answer must be 503, so that SNS
   * delivers it again.
   *
   * @param timeout time left until the answer, in ms.
   */
  accept(notification: MisfitNotification, timeout: number): Awaitable<void>;

  /** Options of handlers that this delivery supports, besides `name`. */
  readonly handlerOptions?: readonly (keyof MisfitHandlerOptions)[];

  /** Storage of dead letters, if this delivery has one. */
  readonly deadLetters?: DeadLetterStore;

  /** Counts the stored tasks, if this delivery has a queue. Rejects if the queue cannot be used. */
  statistics?(): Promise<QueueStatistics>;

  /** Accepts no more notifications, and resolves when all accepted work is finished or stored. */
  stop(): Awaitable<void>;
}
