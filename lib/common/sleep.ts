/** On the global timer, unlike that of `node:timers/promises`: a simulation can put its clock there. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
