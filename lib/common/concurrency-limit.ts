/** Limits the number of running tasks; a bounded number of others wait in order of arrival. */
export class ConcurrencyLimit {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly maxRunning: number,
    private readonly maxWaiting: number,
  ) {}

  /** The result of the task, or `undefined` if too many tasks are waiting. */
  tryRun<T>(task: () => Promise<T>): Promise<T> | undefined {
    if (this.running < this.maxRunning) {
      this.running++;
      return this.run(task);
    }
    if (this.waiting.length >= this.maxWaiting) return undefined;
    const turn = new Promise<void>((resolve) => {
      this.waiting.push(resolve);
    });
    return turn.then(() => this.run(task));
  }

  private async run<T>(task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } finally {
      this.passOn();
    }
  }

  /** Passes the slot to the task that has waited longest, or frees it. */
  private passOn(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.running--;
    else next();
  }
}
