import type { VirtualClock } from './virtual-clock.js';

export interface Violation {
  readonly invariant: string;
  readonly detail: string;
}

/** What happened in a run, in order, and the first thing that must not happen. */
export class Journal {
  readonly lines: string[] = [];
  readonly counts = new Map<string, number>();
  violation: Violation | undefined;

  constructor(private readonly clock: VirtualClock) {}

  note(text: string): void {
    if (this.violation !== undefined) return;
    const time = (this.clock.now / 1_000).toFixed(3).padStart(8);
    this.lines.push(`${time} ${text}`);
  }

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  /** Not thrown: what is under test would take it for a failure of its store or of a handler. */
  violate(invariant: string, detail: string): void {
    this.note(`VIOLATION of "${invariant}": ${detail}`);
    this.violation ??= { invariant, detail };
  }
}
