import { parseSnsTimestamp } from '../sns/field-forms.js';
import type { SnsNotification } from '../sns/sns-message.js';
import { explainViolations } from '../validation/explain-violations.js';
import { isPlainObject } from '../validation/plain-object.js';
import type { NotificationInfo } from './notification-info.js';
import { EVENT_CLASSES, type MisfitEvent } from './event-classes.js';
import { UnknownMisfitEvent } from './events/unknown-event.js';
import { MisfitUpdate, timeOfUpdate } from './misfit-update.js';
import { isTooDeep, parseUpdateList } from './parse-update-list.js';
import { parseUpdateTime } from './update-time.js';

/**
 * The content of a notification, update by update.
 *
 * @publicApi
 */
export interface MisfitNotification {
  /** The SNS message that holds the updates. */
  readonly info: NotificationInfo;
  /** Each at the index of its update; `undefined` if the update is malformed. */
  readonly events: readonly (MisfitEvent | undefined)[];
  /** The updates that have no event. */
  readonly malformed: readonly MalformedUpdate[];
}

/**
 * An update that was skipped.
 *
 * @publicApi
 */
export interface MalformedUpdate {
  /** Place in the notification's array of updates, from 0. */
  readonly index: number;
  /** Why the update is malformed. */
  readonly reason: string;
}

/** Maximum number of explanations per notification: explaining costs more than checking. */
const MAX_EXPLAINED = 20;

/**
 * The events of a verified notification. A malformed update does not affect the others.
 *
 * @param traceContext trace of this delivery, kept in each event's `notification`.
 * @throws MalformedNotificationError if the message is not a JSON array, or costs much more to
 * parse than updates of the same length.
 */
export function parseUpdates(
  message: SnsNotification,
  traceContext?: Readonly<Record<string, string>>,
): MisfitNotification {
  const info = traceContext ? { ...infoOf(message), traceContext } : infoOf(message);
  const malformed: MalformedUpdate[] = [];
  const { updates, mayBeNested } = parseUpdateList(message.Message);
  const events = updates.map((update, index) => {
    const time = mayBeNested && isTooDeep(update) ? NaN : timeOfUpdate(update);
    if (!Number.isNaN(time)) return eventOf(update as MisfitUpdate, new Date(time), info, index);
    malformed.push({ index, reason: explain(update, malformed.length) });
    return undefined;
  });
  return { info, events, malformed };
}

function infoOf(message: SnsNotification): NotificationInfo {
  const { MessageId: messageId, TopicArn: topicArn, Subject: subject } = message;
  const timestamp = new Date(parseSnsTimestamp(message.Timestamp));
  return subject === undefined
    ? { messageId, topicArn, timestamp }
    : { messageId, topicArn, timestamp, subject };
}

const EVENT_CLASS_TABLE = new Map(
  Object.entries(EVENT_CLASSES).map(([type, actions]) => [type, new Map(Object.entries(actions))]),
);

/**
 * The event of an update that has already been checked.
 *
 * @param index its place in the notification.
 */
export function eventOfUpdate(
  update: MisfitUpdate,
  info: NotificationInfo,
  index: number,
): MisfitEvent {
  return eventOf(update, new Date(parseUpdateTime(update.updatedAt)), info, index);
}

function eventOf(
  update: MisfitUpdate,
  updatedAt: Date,
  notification: NotificationInfo,
  index: number,
): MisfitEvent {
  const { type, action, id, ownerId } = update;
  const fields = { id, ownerId, updatedAt, raw: update, notification };
  const EventClass = EVENT_CLASS_TABLE.get(type)?.get(action);
  return EventClass
    ? new EventClass(fields, index)
    : new UnknownMisfitEvent(type, action, fields, index);
}

function explain(update: unknown, explained: number): string {
  if (!isPlainObject(update)) return 'the update is not an object';
  if (explained >= MAX_EXPLAINED) return 'the update is malformed';
  if (isTooDeep(update)) return 'the update is nested too deeply';
  return explainViolations(MisfitUpdate, update).join('; ');
}
