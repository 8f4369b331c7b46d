/**
 * Time by which the clock of a worker or of the database may be ahead, in ms, even if it stepped
 * ahead while no process was running. Within this limit no message that is delivered again counts
 * as new, and nothing is deleted too early.
 */
export const MAX_CLOCK_LEAD = 24 * 60 * 60 * 1000;
