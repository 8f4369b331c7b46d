import { isMisfitUpdate } from '../misfit/misfit-update.js';
import { UnreadableJobError } from './errors.js';
import type { JobIdentity } from './job-id.js';
import type { Job } from './job.js';
import { restoreNotification } from './stored-notification.js';

/**
 * Restores a job from its stored record.
 *
 * @throws UnreadableJobError that names what is damaged.
 */
export function restoreJob(identity: JobIdentity, update: unknown, notification: unknown): Job {
  if (!isMisfitUpdate(update)) {
    throw new UnreadableJobError('its update lacks a field, or has one of the wrong type');
  }
  const { messageId, index, handler } = identity;
  return { messageId, index, handler, update, notification: restoreNotification(notification) };
}
