import { parseJsonTime } from '../common/calendar-time.js';

/** UUID, in the canonical form of RFC 9562. */
const MESSAGE_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const CONTROL_CHARACTER = /\p{Cc}/u;

export function isMessageId(value: unknown): value is string {
  return typeof value === 'string' && MESSAGE_ID.test(value);
}

/**
 * Text without lone surrogates. UTF-8 turns each of them into U+FFFD, so that texts which differ
 * would have the same signature.
 */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.isWellFormed();
}

/**
 * Text without control characters. SNS signs the fields joined by newlines: a field that contains a
 * newline could imitate two fields, and one signature would be valid for several messages.
 */
export function isSingleLine(value: unknown): value is string {
  return isText(value) && !CONTROL_CHARACTER.test(value);
}

/** Like `isSingleLine`, and not empty. */
export function isFilledLine(value: unknown): value is string {
  return isSingleLine(value) && value !== '';
}

/**
 * Milliseconds since 1970 of a timestamp in SNS's own form. `NaN` for any other form, for a
 * nonexistent day, and for a value that is not a string.
 */
export function parseSnsTimestamp(value: unknown): number {
  return typeof value === 'string' ? parseJsonTime(value) : NaN;
}
