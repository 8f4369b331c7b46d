import type { Awaitable } from '../common/awaitable.js';
import type { EventHandler } from '../handlers/event-handler.js';
import type { RetryOutlook } from '../bus/event-streams.js';
import type { MisfitEvent } from '../misfit/event-classes.js';
import type { MisfitNotification } from '../misfit/parse-updates.js';
import type { DeadLetterStore } from './dead-letter-store.js';

/**
 * What a delivery is given to work with.
 *
 * @publicApi
 */
export interface DeliveryContext {
  /** Milliseconds within which a notification has to be answered. */
  readonly handlerTimeout: number;
  /** Milliseconds for which SNS may deliver a message again. */
  readonly retention: number;
  /** The handlers that an event is for: for one class of events the same list each time. */
  handlersOf(event: MisfitEvent): readonly EventHandler[];
  /** The handler of that name, if the application still has it. */
  handlerNamed(name: string): EventHandler | undefined;
  /** Shows an event to the observers of `MisfitEventBus`. */
  publish(event: MisfitEvent): void;
  /** Logs that a handler did not do its work, and shows it to the observers of `failures$`. */
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
  /** Called once, when the handlers are known and before the first notification. */
  start(context: DeliveryContext): Awaitable<void>;

  /**
   * Takes a verified notification on. Resolves when it may be answered 200: SNS will then never
   * deliver it again. Throws or rejects to have it delivered again.
   *
   * @param timeout milliseconds left to do so.
   */
  accept(notification: MisfitNotification, timeout: number): Awaitable<void>;

  /** Where what has failed for good is kept, if this delivery keeps it. */
  readonly deadLetters?: DeadLetterStore;

  /** Takes nothing more on, and resolves when what was taken on is finished or safe. */
  stop(): Awaitable<void>;
}
