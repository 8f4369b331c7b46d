import type { MisfitEvent } from '../misfit/event-classes.js';

/**
 * One method that handles events.
 *
 * @publicApi
 */
export interface EventHandler {
  /** `Class.method`; the same after a restart, so that what it has done can be remembered by it. */
  readonly name: string;

  /** Runs the method, on an instance of the event's own where the provider is not a singleton. */
  handle(event: MisfitEvent): unknown;
}
