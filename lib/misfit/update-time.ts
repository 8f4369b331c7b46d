const FORM =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])([T ])([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(\.\d{1,9})?( UTC|Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?$/;

/**
 * Milliseconds since 1970 of an update's time, or `NaN`. Misfit writes it in ISO 8601 or as
 * `2014-10-17 13:00:00 UTC`; where the zone is missing it is UTC, whatever the server's own is.
 */
export function parseUpdateTime(value: unknown): number {
  const match = typeof value === 'string' ? FORM.exec(value) : null;
  if (match === null) return NaN;
  const [, year, month, day, , hours, minutes, seconds, fraction = '', zone = 'Z'] = match;
  if (Number(day) > daysIn(Number(year), Number(month))) return NaN;
  const milliseconds = fraction.slice(0, 4);
  const offset = zone === ' UTC' ? 'Z' : zone;
  return Date.parse(
    `${year}-${month}-${day}T${hours}:${minutes}:${seconds}${milliseconds}${offset}`,
  );
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
