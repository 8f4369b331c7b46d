// Not the global, which fake timers replace.
import { setImmediate } from 'node:timers';

/** Larger batches save nothing more and make the first request wait longer. */
const MAX_SIZE = 16;

/**
 * Lets requests that arrive together go through each step together: they wait until the event loop
 * has read all available data, and then each step runs for all of them before the next step begins.
 * From the second request on, the step's code is in the processor's caches. With 16 requests this
 * halves the CPU time per notification; a single request waits only until the end of the event
 * loop's turn.
 *
 * @see J. Larus, M. Parkes: Using Cohort Scheduling to Enhance Server Performance. USENIX 2002
 */
export class RequestBatcher {
  private newest: Promise<void> | undefined;
  private size = 0;

  /** Resolves when the current batch may proceed. */
  join(): Promise<void> {
    if (this.newest === undefined || this.size === MAX_SIZE) this.newest = this.gather();
    this.size++;
    return this.newest;
  }

  private gather(): Promise<void> {
    this.size = 0;
    const batch = new Promise<void>((resolve) => {
      setImmediate(() => {
        if (this.newest === batch) this.newest = undefined;
        resolve();
      });
    });
    return batch;
  }
}
