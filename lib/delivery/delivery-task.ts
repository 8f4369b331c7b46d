import type { EventHandler } from '../events/event-handler.js';
import type { MisfitEvent } from '../misfit/misfit-events.js';
import type { MisfitNotification } from '../misfit/parse-updates.js';

/** One handler's work on one event. */
export interface DeliveryTask {
  /** Unique within its message, and the same whenever that is delivered. */
  readonly key: string;
  readonly event: MisfitEvent;
  readonly handler: EventHandler;
}

/** The tasks of a notification, in the order of its updates. */
export function tasksOf(
  { events }: MisfitNotification,
  handlersOf: (event: MisfitEvent) => readonly EventHandler[],
): DeliveryTask[] {
  const tasks: DeliveryTask[] = [];
  events.forEach((event, index) => {
    if (event === undefined) return;
    for (const handler of handlersOf(event)) {
      tasks.push({ key: keyOf(handler, index), event, handler });
    }
  });
  return tasks;
}

/** Each owner's events in the order of the notification, each with its tasks. */
export function tasksByOwner(tasks: readonly DeliveryTask[]): Map<string, DeliveryTask[][]> {
  const owners = new Map<string, DeliveryTask[][]>();
  for (const task of tasks) {
    const events = owners.get(task.event.ownerId);
    const last = events?.at(-1);
    if (events === undefined) owners.set(task.event.ownerId, [[task]]);
    else if (last?.[0]?.event === task.event) last.push(task);
    else events.push([task]);
  }
  return owners;
}

/** Stores remember keys by the million: all messages share the same strings. */
const keys = new WeakMap<EventHandler, string[]>();

function keyOf(handler: EventHandler, index: number): string {
  let keysOfHandler = keys.get(handler);
  if (keysOfHandler === undefined) {
    keysOfHandler = [];
    keys.set(handler, keysOfHandler);
  }
  return (keysOfHandler[index] ??= `${index}:${handler.name}`);
}
