/** What a test opens when it has seen what it wants to see. */
export class Gate {
  open!: () => void;
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

/** Waits for a condition that becomes true within the given time, generous for a machine under load. */
export async function until(condition: () => boolean, milliseconds = 240_000): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!condition()) {
    if (performance.now() > end)
      throw new Error(`not true within ${milliseconds} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
