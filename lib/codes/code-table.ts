/** What a code means to those who operate the endpoint. */
export interface CodeRow {
  /** HTTP status of the answer. SNS gives a message up after a 4xx, and repeats it after a 503. */
  readonly status: 200 | 400 | 403 | 413 | 503;
  readonly meaning: string;
  /** What the operator can do. */
  readonly remedy: string;
  /** Pages in docs/ that say more, by title. */
  readonly see?: Readonly<Record<string, string>>;
}

export type CodeTable = Readonly<Record<string, CodeRow>>;
