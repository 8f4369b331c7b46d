import type { NotificationInfo } from '../misfit/notification-info.js';
import { isPlainObject } from '../validation/plain-object.js';
import { UnreadableJobError } from './errors.js';

/** A `NotificationInfo` as JSON. */
export interface StoredNotification {
  readonly messageId: string;
  readonly topicArn: string;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly subject?: string;
  readonly traceContext?: Readonly<Record<string, string>>;
}

export function storeNotification(info: NotificationInfo): StoredNotification {
  return { ...info, timestamp: info.timestamp.toISOString() };
}

/** @throws UnreadableJobError for a value that `storeNotification` has not created. */
export function restoreNotification(stored: unknown): NotificationInfo {
  if (!isStoredNotification(stored)) {
    throw new UnreadableJobError('its notification lacks a field, or has one of the wrong type');
  }
  const timestamp = new Date(stored.timestamp);
  if (Number.isNaN(timestamp.getTime())) {
    throw new UnreadableJobError('the timestamp of its notification is not a date');
  }
  const { traceContext, ...info } = stored;
  // A damaged trace is no reason to lose the job.
  return isTraceContext(traceContext)
    ? { ...info, timestamp, traceContext }
    : { ...info, timestamp };
}

function isTraceContext(value: unknown): value is Readonly<Record<string, string>> {
  return isPlainObject(value) && Object.values(value).every((text) => typeof text === 'string');
}

function isStoredNotification(value: unknown): value is StoredNotification {
  if (typeof value !== 'object' || value === null) return false;
  const { messageId, topicArn, timestamp, subject } = value as Record<string, unknown>;
  const hasRequired =
    typeof messageId === 'string' && typeof topicArn === 'string' && typeof timestamp === 'string';
  return hasRequired && (subject === undefined || typeof subject === 'string');
}
