/** A place among dead letters, which are in the order of their failure and, at one time, of their id. */
export interface DeadLetterPosition {
  readonly id: string;
  readonly failedAt: number;
}

/** The `next` of a page that ends with this letter. */
export function cursorAfter({ failedAt, id }: DeadLetterPosition): string {
  return `${failedAt}.${id}`;
}

/** @throws RangeError for what `cursorAfter` has not made. */
export function parseCursor(cursor: string): DeadLetterPosition {
  const [, failedAt, id] = /^(\d{1,15})\.(.+)$/.exec(cursor) ?? [];
  if (failedAt === undefined || id === undefined) throw noCursor();
  return { failedAt: Number(failedAt), id };
}

export function noCursor(): RangeError {
  return new RangeError('MisfitDeadLetters: `from` must be the `next` of a page');
}
