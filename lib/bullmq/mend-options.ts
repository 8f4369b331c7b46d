import { EVERY_JOB } from './stored-job.js';

/**
 * Replaces damaged options of a job by those of every job: BullMQ would fail to read the job, leave
 * it active and try again forever.
 *
 * @param fields names and values of the job's fields by turns, as Redis returns a hash.
 */
export function mendOptions(fields: readonly string[]): string[] {
  return fields.map((value, index) => {
    const isOptions = index % 2 === 1 && fields[index - 1] === 'opts';
    return isOptions && !isObject(value) ? JSON.stringify(EVERY_JOB) : value;
  });
}

function isObject(json: string): boolean {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
