import { describe, expect, it } from 'vitest';
import { explain } from './explain.js';
import { simulate } from './simulation.js';

const single = process.env['SIMULATION_SEED'];
const seeds = Number(process.env['SIMULATION_SEEDS'] ?? 2_000);

/** A simulation in which one of these never happens proves less than it seems to. */
const MUST_HAPPEN = [
  'answer: 200',
  'answer: HANDLER_BACKOFF',
  'answer: HANDLER_FAILED',
  'answer: IDEMPOTENCY_STORE_UNAVAILABLE',
  'answer: IN_PROGRESS',
  'answer: SHUTTING_DOWN',
  'crash',
  'lease lapsed: crash',
  'lease lapsed: hung',
  'lease lapsed: store',
  'repeated: recorded after the grant',
  'stop',
  'store call: answer lost',
  'store call: answer refused',
  'store call: hangs',
  'store call: late',
  'store call: refused',
  'store call: slow',
];

/** @returns what has happened in any of the runs. */
async function simulateAll(): Promise<ReadonlySet<string>> {
  const happened = new Set<string>();
  const { stackTraceLimit } = Error;
  // Thousands of handlers fail, and the stack of each error would be mapped to the sources.
  Error.stackTraceLimit = 0;
  try {
    for (let seed = 1; seed <= seeds; seed++) {
      const result = await simulate(seed);
      if (result.violation !== undefined) throw new Error(explain(result));
      for (const what of result.counts.keys()) happened.add(what);
    }
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  return happened;
}

describe.runIf(single === undefined)('the delivery in process, simulated', () => {
  it(
    `breaks no promise in ${seeds} runs, whatever happens`,
    async () => {
      const happened = await simulateAll();
      const missing = MUST_HAPPEN.filter((what) => !happened.has(what));
      // Few runs see little.
      expect(seeds < 2_000 ? [] : missing).toEqual([]);
    },
    60_000 + seeds * 300,
  );

  it('is the same with the same seed, event for event', async () => {
    for (let seed = 1; seed <= 50; seed++) {
      const { trace } = await simulate(seed);
      expect(trace.length).toBeGreaterThan(10);
      expect((await simulate(seed)).trace).toEqual(trace);
      expect((await simulate(seed + 50)).trace).not.toEqual(trace);
    }
  });
});

describe.runIf(single !== undefined)('one simulation', () => {
  it(`breaks no promise with the seed ${single}`, async () => {
    const result = await simulate(Number(single));
    process.stdout.write(`${result.trace.join('\n')}\n`);
    expect(result.violation, explain(result)).toBeUndefined();
  });
});
