import type { FailedEntry } from './failed-set.js';

/** Where the next page begins: after this entry. */
export function cursorAfter({ failedAt, id }: FailedEntry): string {
  return `${failedAt}.${id}`;
}

/** @throws RangeError for what `cursorAfter` has not made. */
export function parseCursor(cursor: string): FailedEntry {
  const [, failedAt, id] = /^(\d{1,15})\.(.+)$/.exec(cursor) ?? [];
  if (failedAt === undefined || id === undefined) {
    throw new RangeError('MisfitDeadLetters: from must be the next of a page before');
  }
  return { failedAt: Number(failedAt), id };
}
