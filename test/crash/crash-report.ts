import { expect } from 'vitest';
import type { StoredWork } from './app/protocol.js';
import type { Testimony } from './engine-witness.js';

export interface CrashReport extends Testimony {
  readonly kills: number;
  readonly shutdowns: number;
  readonly outages: number;
  /** What the statistics of the queue show when all work is done. */
  readonly work: StoredWork | undefined;
}

/** Nothing lost, nothing left in the queue, nothing doubled, everything in order; prints what the faults have cost. */
export function expectClean(title: string, report: CrashReport, messages: number): void {
  const { accepted, kills, shutdowns, outages, runs, repeated } = report;
  console.log(
    `${title}: ${kills} kills, ${shutdowns} shutdowns, ${outages} outages, ${accepted} messages, ` +
      `${runs} runs of handlers, ${repeated.length} of them repeated because a fault came between ` +
      'a success and its record',
  );
  expect(report.lost).toEqual([]);
  expect(report.work).toEqual({ waiting: 0, running: 0, delayed: 0, dead: 0 });
  expect(report.doubled).toEqual([]);
  expect(report.disordered).toEqual([]);
  expect(accepted).toBeGreaterThanOrEqual(messages);
}
