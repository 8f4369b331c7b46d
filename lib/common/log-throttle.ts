/** Length of a counting window, in ms. */
export const LOG_WINDOW = 60_000;

/** Lines per window, in addition to the first ones of each code. */
const MAX_FURTHER_LINES = 50;

export interface LogThrottleOptions {
  /** Subject of the lines, in the plural, for the summary. */
  readonly subject: string;
  /** Writes the summary of suppressed lines. */
  readonly write: (line: string) => void;
  /** The time, in milliseconds. */
  readonly clock: () => number;
  /**
   * Lines of each code that are always admitted, in each window.
   *
   * @default 1
   */
  readonly linesPerCode?: number;
}

/** The admitted lines of a code. */
interface Admitted {
  lines: number;
  readonly subjects: Set<string>;
}

/**
 * Keeps a flood of similar problems from filling the log and hiding other problems. In each minute
 * it admits
 *
 * - the first line of every code, or the first `linesPerCode`, always;
 * - one line for each further topic (or other subject of a line), up to 50 of them.
 *
 * One line at the end of the minute counts the rest, by code.
 */
export class LogThrottle {
  /** This window's lines, by code. */
  private readonly admitted = new Map<string, Admitted>();
  private readonly suppressed = new Map<string, number>();
  private furtherLines = 0;
  private startedAt = -Infinity;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: LogThrottleOptions) {}

  /**
   * Whether to log a line now. If not, the line is counted.
   *
   * @param code one of a small, fixed set; must not come from outside.
   * @param about distinguishes the line from others of its code. May come from outside, but must be
   * short, since it is kept for a minute.
   */
  admit(code: string, about = ''): boolean {
    if (!this.isInWindow()) this.startWindow();
    const admitted = this.admittedOf(code);
    const isFirst = admitted.lines < (this.options.linesPerCode ?? 1);
    const isNew = !admitted.subjects.has(about) && this.furtherLines < MAX_FURTHER_LINES;
    if (!isFirst && !isNew) {
      this.suppress(code);
      return false;
    }
    admitted.lines++;
    admitted.subjects.add(about);
    if (!isFirst) this.furtherLines++;
    return true;
  }

  /** Ends the window and writes the summary, if any. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.startedAt = -Infinity;
    this.furtherLines = 0;
    this.admitted.clear();
    if (this.suppressed.size === 0) return;
    const summary = this.summary();
    this.suppressed.clear();
    this.options.write(summary);
  }

  private admittedOf(code: string): Admitted {
    const known = this.admitted.get(code);
    if (known !== undefined) return known;
    const admitted = { lines: 0, subjects: new Set<string>() };
    this.admitted.set(code, admitted);
    return admitted;
  }

  /** A clock that was set back would otherwise keep the window open and the log silent. */
  private isInWindow(): boolean {
    const age = this.options.clock() - this.startedAt;
    return age >= 0 && age < LOG_WINDOW;
  }

  private startWindow(): void {
    this.flush();
    this.startedAt = this.options.clock();
  }

  private suppress(code: string): void {
    this.suppressed.set(code, (this.suppressed.get(code) ?? 0) + 1);
    // The summary must not wait for the next line, which may be hours away.
    this.timer ??= setTimeout(() => this.flush(), LOG_WINDOW).unref();
  }

  private summary(): string {
    const counts = [...this.suppressed].toSorted(([, one], [, other]) => other - one);
    const total = counts.reduce((sum, [, count]) => sum + count, 0);
    const byCode = counts.map(([code, count]) => `${count} ${code}`).join(', ');
    return `${total} more ${this.options.subject} were not logged: ${byCode}`;
  }
}
