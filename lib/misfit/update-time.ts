const FORM =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?: UTC|Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?$/;

/** Where the seconds end, and a fraction or the zone begins. */
const SECONDS_END = 19;

/**
 * Milliseconds since 1970 of an update's time, or `NaN`. Misfit writes it in ISO 8601 or as
 * `2014-10-17 13:00:00 UTC`; where the zone is missing it is UTC, whatever the server's own is.
 */
export function parseUpdateTime(value: unknown): number {
  if (typeof value !== 'string' || !FORM.test(value) || !isInCalendar(value)) return NaN;
  if (value.endsWith('Z')) return Date.parse(value.replace(' ', 'T'));
  const [, fraction = '', zone = ''] = /^(\.\d+)?(.*)$/.exec(value.slice(SECONDS_END)) ?? [];
  const offset = zone === '' || zone === ' UTC' ? 'Z' : zone;
  return Date.parse(`${value.slice(0, SECONDS_END).replace(' ', 'T')}${fraction}${offset}`);
}

function isInCalendar(value: string): boolean {
  const day = Number(value.slice(8, 10));
  if (day <= 28) return true;
  const lastOfMonth = Date.UTC(Number(value.slice(0, 4)), Number(value.slice(5, 7)), 0);
  return day <= new Date(lastOfMonth).getUTCDate();
}
