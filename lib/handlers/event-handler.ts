import type { MisfitEvent } from '../misfit/event-classes.js';

/**
 * One method that handles events.
 *
 * @publicApi
 */
export interface EventHandler {
  /** `Class.method`. Stable across restarts: stores identify finished work by it. */
  readonly name: string;

  /** Runs the method; if the provider is not a singleton, on an instance created for the event. */
  handle(event: MisfitEvent): unknown;
}
