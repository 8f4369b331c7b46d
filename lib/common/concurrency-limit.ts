/** Runs a few tasks at once; a bounded number of others wait for their turn, first come first. */
export class ConcurrencyLimit {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly maxRunning: number,
    private readonly maxWaiting: number,
  ) {}

  /** The result of the task, or `undefined` when too many are waiting to take one more. */
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

  /** Hands the place on to the task that has waited longest, or gives it up. */
  private passOn(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.running--;
    else next();
  }
}
