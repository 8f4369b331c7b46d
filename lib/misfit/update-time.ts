import { digits, parseCalendarTime, parseJsonTime } from '../common/calendar-time.js';

const FORM =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?: UTC|Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?$/;

/** Where the seconds end, and a fraction or the zone begins. */
const SECONDS_END = 19;

/**
 * Milliseconds since 1970 of an update's time, or `NaN`. Misfit writes it in ISO 8601 or as
 * `2014-10-17 13:00:00 UTC`; a time without a zone is in UTC.
 */
export function parseUpdateTime(value: unknown): number {
  if (typeof value !== 'string') return NaN;
  const commonTime = parseJsonTime(value);
  if (!Number.isNaN(commonTime)) return commonTime;
  if (!FORM.test(value)) return NaN;
  const time = parseCalendarTime(value);
  const rest = value.slice(SECONDS_END);
  if (rest === '' || rest === 'Z' || rest === ' UTC') return time;
  return time + millisecondsIn(rest) - offsetIn(rest);
}

/** The milliseconds of a fraction; a `Date` cannot hold more digits. */
function millisecondsIn(rest: string): number {
  if (!rest.startsWith('.')) return 0;
  let end = 1;
  while (end < 4 && isDigit(rest, end)) end++;
  return digits(rest, 1, end) * 10 ** (4 - end);
}

/** Milliseconds that the zone at the end is ahead of UTC. */
function offsetIn(rest: string): number {
  const sign = Math.max(rest.lastIndexOf('+'), rest.lastIndexOf('-'));
  if (sign < 0) return 0;
  const end = rest.length;
  const minutes = digits(rest, sign + 1, sign + 3) * 60 + digits(rest, end - 2, end);
  return (rest.charAt(sign) === '+' ? minutes : -minutes) * 60_000;
}

function isDigit(text: string, index: number): boolean {
  const character = text.charAt(index);
  return character >= '0' && character <= '9';
}
