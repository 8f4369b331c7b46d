import type { EventHandler } from '../handlers/event-handler.js';
import type { NotificationInfo } from '../misfit/notification-info.js';
import type { MisfitEvent } from '../misfit/event-classes.js';
import type { MisfitUpdate } from '../misfit/misfit-update.js';
import type { MisfitNotification } from '../misfit/parse-updates.js';

/** A stored job: one handler's work on one event. */
export interface Job {
  readonly messageId: string;
  /** Index of the update in its message. */
  readonly index: number;
  /** Name of the handler. */
  readonly handler: string;
  readonly update: MisfitUpdate;
  readonly notification: NotificationInfo;
}

/**
 * Jobs of one handler for one owner. Each runs after the ones before it are done or dead letters.
 */
export type JobChain = readonly Job[];

/** The jobs of a message, stored all together or not at all. */
export interface JobBatch {
  readonly notification: NotificationInfo;
  readonly chains: readonly JobChain[];
}

/** All jobs of a notification. */
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
