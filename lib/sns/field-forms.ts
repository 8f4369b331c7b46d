/** UUID, in the canonical form of RFC 9562. */
const MESSAGE_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const CONTROL_CHARACTER = /\p{Cc}/u;
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

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
  if (typeof value !== 'string' || !TIMESTAMP.test(value)) return NaN;
  const time = Date.parse(value);
  // Date.parse takes 30 February for 2 March; a day that every month has needs no second look.
  if (value.charAt(8) < '2' || Number.isNaN(time)) return time;
  return new Date(time).toISOString() === value ? time : NaN;
}
