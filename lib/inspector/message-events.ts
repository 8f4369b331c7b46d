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
  readonly view: Omit<EventView, 'tasks'>;
  readonly tasks: Map<string, TaskView>;
}

/** The first events of a notification, and the latest run of each of their handlers. */
export class MessageEvents {
  private readonly events = new Map<string, KeptEvent>();

  add(event: MisfitEvent): void {
    this.keep(event);
  }

  setTask(event: MisfitEvent, task: TaskView): void {
    const tasks = this.keep(event)?.tasks;
    if (tasks === undefined || (tasks.size >= MAX_TASKS && !tasks.has(task.handler))) return;
    tasks.set(task.handler, task);
  }

  views(): EventView[] {
    return Array.from(this.events.values(), ({ view, tasks }) => ({
      ...view,
      tasks: [...tasks.values()],
    }));
  }

  /** `undefined` if the notification has too many events before this one. */
  private keep(event: MisfitEvent): KeptEvent | undefined {
    const key = keyOf(event);
    const known = this.events.get(key);
    if (known !== undefined) return known;
    if (this.events.size >= MAX_EVENTS) return undefined;
    const kept = { view: eventView(event), tasks: new Map<string, TaskView>() };
    this.events.set(key, kept);
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

/** Tells the events of one notification apart. */
function keyOf({ type, action, id, ownerId, updatedAt }: MisfitEvent): string {
  return JSON.stringify([type, action, id, ownerId, updatedAt.getTime()]);
}
