import { parseJsonTime } from '../common/calendar-time.js';

/** UUID, in the canonical form of RFC 9562. */
const MESSAGE_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const CONTROL_CHARACTER = /\p{Cc}/u;

export function isMessageId(value: unknown): value is string {
  return typeof value === 'string' && MESSAGE_ID.test(value);
}

/** Any text that has one encoding only: lone surrogates would all be signed as U+FFFD. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.isWellFormed();
}

/**
 * Text without control characters. What SNS signs is its fields joined by newlines: a field that
 * could hold one could pose as two, and one signature would fit several messages.
 */
export function isSingleLine(value: unknown): value is string {
  return isText(value) && !CONTROL_CHARACTER.test(value);
}

/** As `isSingleLine`, and not empty. */
export function isFilledLine(value: unknown): value is string {
  return isSingleLine(value) && value !== '';
}

/**
 * Milliseconds since 1970 of a timestamp in SNS's own form, or `NaN` for any other, for days that
 * no calendar has, and for what is no string.
 */
export function parseSnsTimestamp(value: unknown): number {
  return typeof value === 'string' ? parseJsonTime(value) : NaN;
}
