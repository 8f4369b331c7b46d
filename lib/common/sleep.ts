/** Uses the global timer, unlike `node:timers/promises`, so that a simulation can replace it. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
