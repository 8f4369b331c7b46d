import type { Job } from '../durable/job.js';
import { restoreNotification, type StoredNotification } from '../durable/stored-notification.js';
import type { MisfitUpdate } from '../misfit/misfit-update.js';

/** A row of `job`, and its message's notification. */
export interface JobRow {
  readonly id: number;
  readonly message_id: string;
  readonly position: number;
  readonly handler: string;
  readonly content: string;
  readonly attempts: number;
  readonly notification: string;
}

/** What a statement on `job` has to give for a `JobRow`. */
export const JOB_COLUMNS = `id, message_id, position, handler, content, attempts,
  (SELECT notification FROM message WHERE message.id = message_id) AS notification`;

export function jobOf(row: JobRow): Job {
  return {
    messageId: row.message_id,
    index: row.position,
    handler: row.handler,
    update: JSON.parse(row.content) as MisfitUpdate,
    notification: restoreNotification(JSON.parse(row.notification) as StoredNotification),
  };
}
