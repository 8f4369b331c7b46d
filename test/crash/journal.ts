import { readFile } from 'node:fs/promises';
import type { JournalEntry } from './app/protocol.js';

/** What the handlers say that they have done, over all lives of the application. */
export class Journal {
  /** Jobs that have succeeded at least once. */
  readonly done: ReadonlySet<string>;
  /** The job of each run, in the order in which the runs began. */
  private readonly started: readonly string[];

  private constructor(private readonly entries: readonly JournalEntry[]) {
    this.done = new Set(this.jobs('success'));
    this.started = this.jobs('start');
  }

  static async read(file: string): Promise<Journal> {
    const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n').slice(0, -1);
    return new Journal(lines.map((line) => line.split(' ') as unknown as JournalEntry));
  }

  get runs(): number {
    return this.started.length;
  }

  /** Whether no run of the second job began before the last one of the first. */
  isInOrder([first, second]: readonly [string, string]): boolean {
    return this.started.lastIndexOf(first) < this.started.indexOf(second);
  }

  /** Runs that began although the job had succeeded: by then, and in which life. */
  get repeats(): readonly Repeat[] {
    const successes = new Map<string, { life: number; time: number }>();
    return this.entries.flatMap(([life, time, what, job]) => {
      const success = successes.get(job);
      if (what === 'success') successes.set(job, { life: Number(life), time: Number(time) });
      return what === 'start' && success !== undefined
        ? [{ job, life: Number(life), success }]
        : [];
    });
  }

  private jobs(wanted: JournalEntry[2]): string[] {
    return this.entries.filter(([, , what]) => what === wanted).map(([, , , job]) => job);
  }
}

export interface Repeat {
  readonly job: string;
  /** Of the run that was one too many. */
  readonly life: number;
  /** Of the run before. */
  readonly success: { readonly life: number; readonly time: number };
}
