import type { EventHandler } from '../events/event-handler.js';
import type { MisfitEvent } from '../misfit/misfit-events.js';
import type { MisfitNotification } from '../misfit/parse-updates.js';

/** One handler's work on one event. */
export interface DeliveryTask {
  readonly key: string;
  readonly event: MisfitEvent;
  readonly handler: EventHandler;
}

/** The tasks of a notification, in the order of its updates. */
export function tasksOf(
  { events }: MisfitNotification,
  handlersOf: (event: MisfitEvent) => readonly EventHandler[],
): DeliveryTask[] {
  return events.flatMap((event, index) =>
    event === undefined
      ? []
      : handlersOf(event).map((handler) => ({ key: `${index}:${handler.name}`, event, handler })),
  );
}
