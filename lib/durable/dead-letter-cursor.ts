/** A position among dead letters, which are sorted by time of failure and then by id. */
export interface DeadLetterPosition {
  readonly id: string;
  readonly failedAt: number;
}

/** The `next` of a page that ends with this letter. */
export function cursorAfter({ failedAt, id }: DeadLetterPosition): string {
  return `${failedAt}.${id}`;
}

/** @throws RangeError for a text that `cursorAfter` has not created. */
export function parseCursor(cursor: string): DeadLetterPosition {
  const [, failedAt, id] = /^(\d{1,15})\.(.+)$/.exec(cursor) ?? [];
  if (failedAt === undefined || id === undefined) throw invalidCursorError();
  return { failedAt: Number(failedAt), id };
}

export function invalidCursorError(): RangeError {
  return new RangeError('MisfitDeadLetters: `from` must be the `next` of a page');
}
