/** Limits the jobs of a handler that run at the same time. The others wait in order of arrival. */
export class HandlerPlaces {
  private free: number;
  private isClosed = false;
  private readonly waiting: ((mayStart: boolean) => void)[] = [];

  constructor(count: number) {
    this.free = count;
  }

  /** @returns the result of the task; `undefined` if the places were closed before it started. */
  async run<T>(task: () => T | PromiseLike<T>): Promise<T | undefined> {
    if (!(await this.mayStart())) return undefined;
    try {
      return await task();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.free++;
      else next(true);
    }
  }

  /** Starts no more tasks. */
  close(): void {
    this.isClosed = true;
    for (const start of this.waiting.splice(0)) start(false);
  }

  private async mayStart(): Promise<boolean> {
    if (this.isClosed) return false;
    if (this.free === 0) return new Promise((resolve) => this.waiting.push(resolve));
    this.free--;
    return true;
  }
}
