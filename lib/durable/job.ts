import type { EventHandler } from '../handlers/event-handler.js';
import type { NotificationInfo } from '../misfit/base-event.js';
import type { MisfitEvent } from '../misfit/event-classes.js';
import type { MisfitUpdate } from '../misfit/misfit-update.js';
import type { MisfitNotification } from '../misfit/parse-updates.js';

/** One handler's work on one event, as it is stored. */
export interface Job {
  readonly messageId: string;
  /** Of the update, in its message. */
  readonly index: number;
  /** Name of the handler. */
  readonly handler: string;
  readonly update: MisfitUpdate;
  readonly notification: NotificationInfo;
}

/** Jobs of one handler for one owner: each is to run when those before it are finished or given up. */
export type JobChain = readonly Job[];

/** The work of a message, to be stored as a whole or not at all. */
export interface JobBatch {
  readonly notification: NotificationInfo;
  readonly chains: readonly JobChain[];
}

/** Everything that there is to do for a notification. */
export function jobBatchOf(
  { info, events }: MisfitNotification,
  handlersOf: (event: MisfitEvent) => readonly EventHandler[],
): JobBatch {
  const chains = new Map<string, Job[]>();
  events.forEach((event, index) => {
    if (event === undefined) return;
    for (const { name: handler } of handlersOf(event)) {
      const { raw: update, notification } = event;
      const job = { messageId: info.messageId, index, handler, update, notification };
      const key = JSON.stringify([handler, event.ownerId]);
      const chain = chains.get(key);
      if (chain === undefined) chains.set(key, [job]);
      else chain.push(job);
    }
  });
  return { notification: info, chains: [...chains.values()] };
}
