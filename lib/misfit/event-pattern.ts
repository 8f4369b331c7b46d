import { EVENT_CLASSES, type MisfitEvent, type MisfitEventPattern } from './event-classes.js';
import { UnknownMisfitEvent } from './events/unknown-event.js';

/** The class of an event, which tells the kinds of events apart at run time. */
export type MisfitEventClass = abstract new (...args: never[]) => MisfitEvent;

const CLASSES_BY_PATTERN: ReadonlyMap<string, readonly MisfitEventClass[]> = tabulate();

/** All patterns. */
export const MISFIT_EVENT_PATTERNS = [...CLASSES_BY_PATTERN.keys()] as MisfitEventPattern[];

export function isMisfitEventPattern(value: unknown): value is MisfitEventPattern {
  return typeof value === 'string' && CLASSES_BY_PATTERN.has(value);
}

/** The classes of events that a pattern matches. */
export function classesMatching(pattern: MisfitEventPattern): readonly MisfitEventClass[] {
  return CLASSES_BY_PATTERN.get(pattern) ?? [];
}

function tabulate(): Map<string, readonly MisfitEventClass[]> {
  const table = new Map<string, readonly MisfitEventClass[]>();
  const all: MisfitEventClass[] = [UnknownMisfitEvent];
  for (const [resource, actions] of Object.entries(EVENT_CLASSES)) {
    const classes = Object.values(actions);
    table.set(resource, classes);
    all.push(...classes);
    for (const [action, eventClass] of Object.entries(actions)) {
      table.set(`${resource}.${action}`, [eventClass]);
    }
  }
  return table.set('*', all);
}
