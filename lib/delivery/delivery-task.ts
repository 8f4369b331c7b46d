import type { EventHandler } from '../events/event-handler.js';
import type { MisfitEvent } from '../misfit/misfit-events.js';
import type { MisfitNotification } from '../misfit/parse-updates.js';
import type { DeliveryContext } from './delivery.interface.js';

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
  context: Pick<DeliveryContext, 'handlersOf'>,
): DeliveryTask[] {
  const tasks: DeliveryTask[] = [];
  for (let index = 0; index < events.length; index++) {
    const event = events[index];
    if (event === undefined) continue;
    for (const handler of context.handlersOf(event)) {
      tasks.push({ key: keyOf(handler, index), event, handler });
    }
  }
  return tasks;
}

/** The tasks of one event. */
export type EventTasks = [DeliveryTask, ...DeliveryTask[]];

/** The tasks of each event, in the order of the notification. */
export function tasksByEvent(tasks: readonly DeliveryTask[]): EventTasks[] {
  const events: EventTasks[] = [];
  let last: EventTasks | undefined;
  for (const task of tasks) {
    if (last?.[0].event === task.event) last.push(task);
    else events.push((last = [task]));
  }
  return events;
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
