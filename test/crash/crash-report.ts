import { expect } from 'vitest';
import type { Repeat } from './journal.js';

export interface CrashReport {
  /** Messages that were answered 200. */
  readonly accepted: number;
  readonly kills: number;
  readonly shutdowns: number;
  readonly outages: number;
  readonly runs: number;
  /** Jobs of accepted messages that never succeeded. */
  readonly lost: readonly string[];
  /** Jobs of one owner and handler that did not run one after the other. */
  readonly disordered: readonly (readonly [string, string])[];
  /** Runs of jobs whose success was stored, or was followed by a shutdown. */
  readonly doubled: readonly Repeat[];
  /** Runs repeated because a kill or an outage came between the success and its record. */
  readonly repeated: readonly Repeat[];
}

/** Nothing lost, nothing doubled, everything in order; prints what the faults have cost. */
export function expectClean(title: string, report: CrashReport, messages: number): void {
  const { accepted, kills, shutdowns, outages, runs, repeated } = report;
  console.log(
    `${title}: ${kills} kills, ${shutdowns} shutdowns, ${outages} outages, ${accepted} messages, ` +
      `${runs} runs of handlers, ${repeated.length} of them repeated because a fault came between ` +
      'a success and its record',
  );
  expect(report.lost).toEqual([]);
  expect(report.doubled).toEqual([]);
  expect(report.disordered).toEqual([]);
  expect(accepted).toBeGreaterThanOrEqual(messages);
}
