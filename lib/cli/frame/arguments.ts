import { InvalidArgumentError } from 'commander';

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A time span such as `500ms`, `20s`, `65m`, `2h` or `1d`, in ms. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  if (match === null) throw new InvalidArgumentError('Write a time span as 500ms, 20s, 65m or 2h.');
  return Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
}

/** A number of somethings a second, as `50/s`, `600/m` or `50`. */
export function parseRate(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(?:\/(s|m|h))?$/.exec(text);
  const rate = match && (Number(match[1]) * 1_000) / UNITS[(match[2] ?? 's') as 's' | 'm' | 'h'];
  if (!rate || rate > 100_000) throw new InvalidArgumentError('Write a rate as 50/s or 600/m.');
  return rate;
}

/** A parser of whole numbers in a range. */
export function integerFrom(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Write a whole number from ${min} to ${max}.`);
  };
}

/** An address that can be posted to. */
export function parseHttpUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  throw new InvalidArgumentError('Write a URL that begins with http:// or https://.');
}

/** A point in time, in ms since 1970. */
export function parseTime(text: string): number {
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(time)) return time;
  throw new InvalidArgumentError('Write a time as 2026-11-24T01:02:03Z.');
}

/** For options that can be given more than once. */
export function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}
