import type { MisfitEvent } from '../misfit/event-classes.js';
import type { MisfitHandlerOptions } from './handler-options.js';

/**
 * One run of a handler, as the engine that runs it knows it.
 *
 * @publicApi
 */
export interface HandlerRun {
  /** Number of this attempt, from 1. */
  readonly attempt: number;
  /** Set by the engine when it counts the run as failed because it takes too long. */
  isOver?: boolean;
}

/**
 * One method that handles events.
 *
 * @publicApi
 */
export interface EventHandler {
  /**
   * The `name` in the options of `@OnMisfitEvent()`, or `Class.method`. The same after a restart:
   * stores and queues identify work by it.
   */
  readonly name: string;

  /** The options of `@OnMisfitEvent()`. */
  readonly options: MisfitHandlerOptions;

  /**
   * Runs the method; if the provider is not a singleton, on an instance created for the event.
   *
   * @param run what an engine that counts attempts says of this run, for observers.
   */
  handle(event: MisfitEvent, run?: HandlerRun): unknown;
}
