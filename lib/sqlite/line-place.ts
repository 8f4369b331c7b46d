/** The last time that a `Date` can hold. */
export const LAST_TIME = 8.64e15;

/**
 * What `due_at` holds for a job that is due at once: its place in line, not a time. All places are
 * negative, so that no clock is needed to know that the job is due, and they are in the order of the
 * times they were made from, so that jobs run in the order in which they became due.
 */
export function placeInLine(now: number): number {
  return now - LAST_TIME;
}
