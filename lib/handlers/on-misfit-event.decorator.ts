import { isMisfitEventPattern, MISFIT_EVENT_PATTERNS } from '../misfit/event-pattern.js';
import type { MisfitEventMap, MisfitEventPattern } from '../misfit/event-classes.js';
import { checkHandlerOptions, type MisfitHandlerOptions } from './handler-options.js';

const PATTERNS = Symbol('misfit event patterns');
const OPTIONS = Symbol('misfit handler options');

const NO_OPTIONS: MisfitHandlerOptions = Object.freeze({});

type HandlerDecorator<Event> = <Handler extends (event: Event) => unknown>(
  target: object,
  method: string,
  descriptor: TypedPropertyDescriptor<Handler>,
) => void;

/**
 * Makes a method of a provider or controller handle events. A method can have several of these
 * decorators; it handles an event once even if several patterns match.
 *
 * The method may return a promise. If it throws or rejects, it gets the event again: from SNS,
 * which delivers the notification again, or from the queue of a durable delivery. The application's
 * guards, pipes, interceptors and filters do not apply.
 *
 * @param pattern a resource (`'goals'`), a resource and an action (`'goals.updated'`), `'*'`, or
 * several of them.
 * @param options belong to the method, not to the pattern: only one of its decorators may have
 * them.
 * @throws TypeError for an unknown pattern, for no pattern, on a static method, or for options on
 * two decorators of a method.
 * @throws MisfitNotificationOptionsError for an invalid option.
 *
 * @example
 * @OnMisfitEvent('goals.updated', { name: 'refresh-goal' })
 * async onGoalUpdated(event: GoalUpdated) {}
 *
 * @publicApi
 */
export function OnMisfitEvent<const Pattern extends MisfitEventPattern>(
  pattern: Pattern | readonly Pattern[],
  options?: MisfitHandlerOptions,
): HandlerDecorator<MisfitEventMap[Pattern]> {
  const patterns = [pattern].flat() as Pattern[];
  if (patterns.length === 0) throw new TypeError('@OnMisfitEvent: at least one pattern is needed');
  for (const name of patterns) {
    if (isMisfitEventPattern(name)) continue;
    const known = MISFIT_EVENT_PATTERNS.join(', ');
    throw new TypeError(`@OnMisfitEvent: unknown pattern ${String(name)}; known: ${known}`);
  }
  return (target, method) => {
    if (typeof target === 'function') {
      throw new TypeError(
        `@OnMisfitEvent: ${target.name}.${method} is static: events need an instance`,
      );
    }
    if (options !== undefined) setOptions(options, target, method);
    // Stored by class and name, not on the function, which another decorator may wrap.
    const known = patternsOf(target, method);
    Reflect.defineMetadata(PATTERNS, [...known, ...patterns], target, method);
    Reflect.defineMetadata(PATTERNS, true, target);
  };
}

/** Whether this prototype, or one it inherits from, has a decorated method. */
export function hasHandlers(prototype: object): boolean {
  return Reflect.hasMetadata(PATTERNS, prototype);
}

/** The patterns of a method, which the prototype may have inherited. */
export function patternsOf(prototype: object, method: string): readonly MisfitEventPattern[] {
  return (Reflect.getMetadata(PATTERNS, prototype, method) as MisfitEventPattern[]) ?? [];
}

/** The options of a method, which the prototype may have inherited. */
export function optionsOf(prototype: object, method: string): MisfitHandlerOptions {
  return (Reflect.getMetadata(OPTIONS, prototype, method) as MisfitHandlerOptions) ?? NO_OPTIONS;
}

function setOptions(options: MisfitHandlerOptions, target: object, method: string): void {
  const subject = `@OnMisfitEvent on ${target.constructor.name}.${method}`;
  checkHandlerOptions(subject, options);
  if (Reflect.hasOwnMetadata(OPTIONS, target, method)) {
    throw new TypeError(`${subject}: two decorators have options; give them to one of the two`);
  }
  Reflect.defineMetadata(OPTIONS, Object.freeze({ ...options }), target, method);
}
