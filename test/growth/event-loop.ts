/** Measures for how long the event loop was blocked at most, until it is stopped. */
export function watchEventLoop() {
  let longest = 0;
  let last = performance.now();
  let next = setImmediate(look);
  function look(): void {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    next = setImmediate(look);
  }
  return {
    /** @returns milliseconds. */
    stop(): number {
      clearImmediate(next);
      return Math.max(longest, performance.now() - last);
    },
  };
}
