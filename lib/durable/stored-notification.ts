import type { NotificationInfo } from '../misfit/misfit-event.js';

/** A `NotificationInfo` in JSON. */
export interface StoredNotification {
  readonly messageId: string;
  readonly topicArn: string;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly subject?: string;
}

export function storeNotification(info: NotificationInfo): StoredNotification {
  return { ...info, timestamp: info.timestamp.toISOString() };
}

export function restoreNotification(stored: StoredNotification): NotificationInfo {
  return { ...stored, timestamp: new Date(stored.timestamp) };
}
