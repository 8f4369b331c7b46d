import { Logger } from '@nestjs/common';
import { LAST_TIME } from './line-place.js';
import { DEAD_LETTERS_BY_HANDLER } from './schema.js';
import type { SqliteDatabase } from './sqlite-database.js';

/**
 * Jobs that an earlier process started but did not finish run again: that process is gone, or this
 * one could not have opened the file. Jobs with an invalid state wait, like blocked ones.
 */
const TAKE_UP = `
  UPDATE job SET state = iif(state = 'running', 'ready', 'blocked'), run = NULL
  WHERE state NOT IN ('ready', 'blocked', 'dead')`;

/** Damaged values that would keep a job from running or a dead letter from being listed. */
const REPAIRS: readonly (readonly [what: string, sql: string])[] = [
  [
    'jobs waited for a job that is not there, and are released',
    `UPDATE job SET state = 'ready' WHERE state = 'blocked' AND id NOT IN (
       SELECT next FROM job WHERE next IS NOT NULL AND state <> 'dead')`,
  ],
  [
    'jobs were due at a time that will never come, and are due now',
    `UPDATE job SET due_at = unixepoch() * 1000 WHERE state = 'ready' AND due_at > ${LAST_TIME}`,
  ],
  [
    'dead letters had no valid time of failure, and have the time of this start',
    `UPDATE job SET failed_at = unixepoch() * 1000
     WHERE state = 'dead' AND (failed_at IS NULL OR failed_at NOT BETWEEN 0 AND ${LAST_TIME})`,
  ],
];

/** Prepares the jobs of a newly opened file so that all of them can continue. */
export function prepareJobs(database: SqliteDatabase): void {
  const logger = new Logger('MisfitNotification');
  database.exec(`BEGIN IMMEDIATE; ${DEAD_LETTERS_BY_HANDLER}; ${TAKE_UP}`);
  for (const [what, sql] of REPAIRS) {
    const { changes } = database.prepare(sql).run();
    if (Number(changes) > 0) logger.warn(`The SQLite file was damaged: ${changes} ${what}`);
  }
  database.exec('COMMIT');
}
