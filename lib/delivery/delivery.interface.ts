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
  /** Logs the failure of a handler and emits it on `failures$`. */
  reportFailure(
    event: MisfitEvent,
    handler: Pick<EventHandler, 'name'>,
    error: unknown,
    outlook?: RetryOutlook,
  ): void;
}

/**
 * How notifications reach the handlers.
 *
 * @publicApi
 */
export interface MisfitDelivery {
  /** Called once, after the handlers are registered and before the first notification. */
  start(context: DeliveryContext): Awaitable<void>;

  /**
   * Accepts a verified notification. Resolves when the answer may be 200, after which SNS never
   * delivers it again. Throws or rejects to have it delivered again.
   *
   * @param timeout time left, in ms.
   */
  accept(notification: MisfitNotification, timeout: number): Awaitable<void>;

  /** Options of handlers that this delivery supports, besides `name`. */
  readonly handlerOptions?: readonly (keyof MisfitHandlerOptions)[];

  /** Storage of events that failed for good, if this delivery has one. */
  readonly deadLetters?: DeadLetterStore;

  /** Counts the stored tasks, if this delivery has a queue. Rejects if the queue cannot be used. */
  statistics?(): Promise<QueueStatistics>;

  /** Accepts nothing more, and resolves when all accepted work is finished or stored. */
  stop(): Awaitable<void>;
}
