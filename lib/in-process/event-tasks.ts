import type { EventHandler } from '../handlers/event-handler.js';
import type { MisfitEvent } from '../misfit/event-classes.js';
import type { MisfitNotification } from '../misfit/parse-updates.js';
import type { DeliveryContext } from '../delivery/delivery.interface.js';

/** The tasks of one event. A task is one handler's work on the event. */
export interface EventTasks {
  readonly event: MisfitEvent;
  readonly handlers: readonly EventHandler[];
  /** One per handler: unique within the message, and the same for each of its deliveries. */
  readonly keys: readonly string[];
}

/** The tasks of a notification, in the order of its updates. */
export function tasksOf(
  { events }: MisfitNotification,
  context: Pick<DeliveryContext, 'handlersOf'>,
): EventTasks[] {
  const tasks: EventTasks[] = [];
  for (let index = 0; index < events.length; index++) {
    const event = events[index];
    if (event === undefined) continue;
    const handlers = context.handlersOf(event);
    if (handlers.length > 0) tasks.push({ event, handlers, keys: keysAt(index, handlers) });
  }
  return tasks;
}

/** The keys of all tasks. `flatMap` would take ten times as long. */
export function keysOf(tasks: readonly EventTasks[]): string[] {
  const all: string[] = [];
  for (const { keys } of tasks) for (const key of keys) all.push(key);
  return all;
}

/** The tasks whose keys pass the test. */
export function filterTasks(
  tasks: readonly EventTasks[],
  isWanted: (key: string) => boolean,
): readonly EventTasks[] {
  return tasks
    .map(({ event, handlers, keys }) => ({
      event,
      handlers: handlers.filter((_, index) => isWanted(keys[index] as string)),
      keys: keys.filter(isWanted),
    }))
    .filter(({ handlers }) => handlers.length > 0);
}

export function ownerOf({ event }: EventTasks): string {
  return event.ownerId;
}

/** Messages share their key strings, since a store may hold millions of keys. */
const keysOfLists = new WeakMap<readonly EventHandler[], (readonly string[])[]>();

function keysAt(index: number, handlers: readonly EventHandler[]): readonly string[] {
  let keysByIndex = keysOfLists.get(handlers);
  if (keysByIndex === undefined) {
    keysByIndex = [];
    keysOfLists.set(handlers, keysByIndex);
  }
  return (keysByIndex[index] ??= handlers.map(({ name }) => `${index}:${name}`));
}
