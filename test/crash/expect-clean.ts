import { expect } from 'vitest';
import type { CrashReport } from './crash-run.js';

/** Nothing lost, nothing doubled, everything in order; says what the crashes have cost. */
export function expectClean(engine: string, report: CrashReport, messages: number): void {
  const { accepted, kills, runs, lost, disordered, doubled, repeated } = report;
  console.log(
    `${engine}: ${kills} crashes, ${accepted} messages, ${runs} runs of handlers, of which ` +
      `${repeated.length} repeated because a crash came between success and its record`,
  );
  expect(lost).toEqual([]);
  expect(doubled).toEqual([]);
  expect(disordered).toEqual([]);
  expect(accepted).toBeGreaterThanOrEqual(messages);
}
