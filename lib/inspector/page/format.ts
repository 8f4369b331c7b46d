const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });

const numbers = new Intl.NumberFormat('en');

export function timeOfDay(time: number): string {
  return clock.format(time);
}

export function dateAndTime(time: number): string {
  return full.format(time);
}

export function count(value: number): string {
  return numbers.format(value);
}

/** A duration in ms, with the precision that a reader needs. */
export function duration(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  return `${(ms / 3_600_000).toFixed(1)} h`;
}

/** `1 update`, `2 updates`. */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** The last part of a topic's ARN: its name. */
export function topicName(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}
