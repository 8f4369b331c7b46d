import type { SeededRandom } from './seeded-random.js';

interface VirtualTimer {
  readonly at: number;
  /** Which of the timers of one millisecond is first is a matter of chance. */
  readonly rank: number;
  readonly fire: () => void;
}

const EPOCH = Date.UTC(2026, 0, 1);

const realSetTimeout = globalThis.setTimeout;
const realClearTimeout = globalThis.clearTimeout;
const realSetImmediate = globalThis.setImmediate;

/** The time of a simulation, which passes from timer to timer. */
export class VirtualClock {
  now = 0;
  private readonly timers: VirtualTimer[] = [];

  constructor(private readonly random: SeededRandom) {}

  /** Milliseconds since 1970. */
  readonly read = (): number => EPOCH + this.now;

  after(ms: number, fire: () => void): VirtualTimer {
    const at = this.now + Math.max(1, Math.trunc(ms));
    const timer = { at, rank: this.random.next(), fire };
    this.timers.splice(this.positionOf(timer), 0, timer);
    return timer;
  }

  /** Does nothing to a timer that has fired. */
  private clear(timer: VirtualTimer): void {
    const position = this.positionOf(timer) - 1;
    if (this.timers[position] === timer) this.timers.splice(position, 1);
  }

  /** The position after all timers that fire later and the timer itself; there can be thousands. */
  private positionOf(timer: VirtualTimer): number {
    let low = 0;
    let high = this.timers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(this.timers[middle] as VirtualTimer, timer)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Fires what is due until then, as long as `goesOn`. */
  async pass(until: number, goesOn: () => boolean): Promise<void> {
    await allMicrotasks();
    while (goesOn()) {
      const next = this.timers.at(-1);
      if (next === undefined || next.at > until) break;
      this.timers.pop();
      this.now = next.at;
      next.fire();
      await allMicrotasks();
    }
    if (goesOn()) this.now = until;
  }

  /** Puts this clock in place of the process's own. @returns what takes it away again. */
  install(): () => void {
    const realDateNow = Date.now;
    // oxlint-disable-next-line typescript/unbound-method -- it is put back where it was
    const realPerformanceNow = performance.now;
    globalThis.setTimeout = ((fire: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
      this.after(ms, () => fire(...args))) as never;
    globalThis.clearTimeout = ((timer: VirtualTimer | NodeJS.Timeout | undefined) => {
      if (timer !== undefined && 'rank' in timer) this.clear(timer);
      else realClearTimeout(timer);
    }) as never;
    Date.now = this.read;
    performance.now = () => this.now;
    return () => {
      globalThis.setTimeout = realSetTimeout;
      globalThis.clearTimeout = realClearTimeout;
      Date.now = realDateNow;
      performance.now = realPerformanceNow;
    };
  }
}

/** The queue is kept in reverse: the next timer is its last. */
function isBefore(one: VirtualTimer, other: VirtualTimer): boolean {
  return one.at < other.at || (one.at === other.at && one.rank < other.rank);
}

function allMicrotasks(): Promise<void> {
  return new Promise((resolve) => {
    realSetImmediate(resolve);
  });
}
