import { isMisfitEventPattern, MISFIT_EVENT_PATTERNS } from '../misfit/event-pattern.js';
import type { MisfitEventMap, MisfitEventPattern } from '../misfit/event-classes.js';

const PATTERNS = Symbol('misfit event patterns');

type HandlerDecorator<Event> = <Handler extends (event: Event) => unknown>(
  target: object,
  method: string,
  descriptor: TypedPropertyDescriptor<Handler>,
) => void;

/**
 * Makes a method of a provider or controller handle events. May stand on a method more than once;
 * an event that several patterns match is handled once.
 *
 * The notification is answered when the promise that the method returns settles: when it rejects,
 * the event comes again. Guards, pipes, interceptors and filters of the application do not apply.
 *
 * @param pattern a resource (`'goals'`), a resource and an action (`'goals.updated'`), `'*'`, or
 * several of them.
 * @throws TypeError for a pattern that does not exist, and on a static method.
 *
 * @example
 * @OnMisfitEvent('goals.updated')
 * async onGoalUpdated(event: GoalUpdated) {}
 *
 * @publicApi
 */
export function OnMisfitEvent<const Pattern extends MisfitEventPattern>(
  pattern: Pattern | readonly Pattern[],
): HandlerDecorator<MisfitEventMap[Pattern]> {
  const patterns = [pattern].flat() as Pattern[];
  if (patterns.length === 0) throw new TypeError('@OnMisfitEvent: at least one pattern is needed');
  for (const name of patterns) {
    if (isMisfitEventPattern(name)) continue;
    const known = MISFIT_EVENT_PATTERNS.join(', ');
    throw new TypeError(`@OnMisfitEvent: there is no pattern ${String(name)}, only ${known}`);
  }
  return (target, method) => {
    if (typeof target === 'function') {
      throw new TypeError(`@OnMisfitEvent: ${target.name}.${method} is static, no instance has it`);
    }
    // Kept by class and name, not on the function, which another decorator may wrap.
    const known = patternsOf(target, method);
    Reflect.defineMetadata(PATTERNS, [...known, ...patterns], target, method);
    Reflect.defineMetadata(PATTERNS, true, target);
  };
}

/** Whether this prototype, or one it inherits from, has any method that is decorated. */
export function hasHandlers(prototype: object): boolean {
  return Reflect.hasMetadata(PATTERNS, prototype);
}

/** The patterns that a method of this prototype, or of one it inherits from, is decorated with. */
export function patternsOf(prototype: object, method: string): readonly MisfitEventPattern[] {
  return (Reflect.getMetadata(PATTERNS, prototype, method) as MisfitEventPattern[]) ?? [];
}
