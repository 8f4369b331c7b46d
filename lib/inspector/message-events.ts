import { logText } from '../common/log-text.js';
import type { MisfitEvent } from '../misfit/event-classes.js';
import type { EventView, TaskView } from './page/records.js';

/** Number of events that are kept per notification. A notification can have thousands. */
const MAX_EVENTS = 25;

/** Number of handlers that are kept per event. */
const MAX_TASKS = 20;

/** Longest text from outside, in UTF-16 code units. */
const MAX_TEXT = 200;

interface KeptEvent {
  readonly key: string;
  readonly view: Omit<EventView, 'tasks'>;
  /** The latest run of each handler. */
  readonly tasks: TaskView[];
}

/**
 * The first events of a notification, and the latest run of each of their handlers. Short lists
 * instead of maps: a map for each event would cost more than the look-ups.
 */
export class MessageEvents {
  private readonly events: KeptEvent[] = [];

  add(event: MisfitEvent): void {
    this.keep(event);
  }

  setTask(event: MisfitEvent, task: TaskView): void {
    const tasks = this.keep(event)?.tasks;
    if (tasks === undefined) return;
    const index = tasks.findIndex(({ handler }) => handler === task.handler);
    if (index >= 0) tasks[index] = task;
    else if (tasks.length < MAX_TASKS) tasks.push(task);
  }

  views(): EventView[] {
    return this.events.map(({ view: { type, action, id, ownerId, updatedAt }, tasks }) => {
      return { type, action, id, ownerId, updatedAt, tasks: tasks.slice() };
    });
  }

  /** `undefined` if the notification has too many events before this one. */
  private keep(event: MisfitEvent): KeptEvent | undefined {
    const key = event.idempotencyKey;
    for (const known of this.events) if (known.key === key) return known;
    if (this.events.length >= MAX_EVENTS) return undefined;
    const kept: KeptEvent = { key, view: eventView(event), tasks: [] };
    this.events.push(kept);
    return kept;
  }
}

/** What the page shows of an event, with shortened texts. */
export function eventView(event: MisfitEvent): Omit<EventView, 'tasks'> {
  return {
    type: logText(event.type, MAX_TEXT),
    action: logText(event.action, MAX_TEXT),
    id: logText(event.id, MAX_TEXT),
    ownerId: logText(event.ownerId, MAX_TEXT),
    updatedAt: event.updatedAt.getTime(),
  };
}
