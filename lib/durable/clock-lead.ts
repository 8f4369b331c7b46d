/**
 * Time by which clocks may be ahead, in ms, without a message counting as new or anything being
 * deleted too early: the clocks of the worker and of the database, even if a clock stepped ahead
 * while no process was running.
 */
export const MAX_CLOCK_LEAD = 24 * 60 * 60 * 1000;
