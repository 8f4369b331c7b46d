import type { MisfitEvent } from '../misfit/event-classes.js';
import type { MisfitHandlerOptions } from './handler-options.js';

/**
 * One run of a handler, as the engine describes it to observers.
 *
 * @publicApi
 */
export interface HandlerRun {
  /** Number of this attempt, from 1. */
  readonly attempt: number;
  /** Set to true by the engine when it counts the run as failed because the run takes too long. */
  isOver?: boolean;
}

/**
 * One method that handles events.
 *
 * @publicApi
 */
export interface EventHandler {
  /**
   * The `name` in the options of `@OnMisfitEvent()`, or `Class.method`; if several methods would
   * have this name, `Module/Class.method`. The same after a restart: stores and queues identify
   * work by it.
   */
  readonly name: string;

  /** The options of `@OnMisfitEvent()`. */
  readonly options: MisfitHandlerOptions;

  /**
   * Runs the method; if the provider is not a singleton, on an instance created for the event.
   *
   * @param run description of this run, from engines that count attempts.
   * @returns the result of the method. If it is a promise, the run ends when the promise settles.
   * @throws anything that the method throws: the run has failed.
   */
  handle(event: MisfitEvent, run?: HandlerRun): unknown;
}
