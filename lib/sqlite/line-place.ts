/** The last time that a `Date` can hold. */
export const LAST_TIME = 8.64e15;

/**
 * The value of `due_at` for a job that is due now: its place in line, not a time. Places are
 * negative, which shows without a clock that the job is due. They sort like the times they were
 * made from, so that jobs run in the order in which they became due.
 */
export function placeInLine(now: number): number {
  return now - LAST_TIME;
}
