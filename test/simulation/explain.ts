import type { SimulationResult } from './simulation.js';

const LAST_LINES = 40;

/** What to read, and to run, when a seed has failed. */
export function explain({ seed, violation, trace }: SimulationResult): string {
  return [
    `seed ${seed} violates "${violation?.invariant}": ${violation?.detail}`,
    `alone, with its whole trace: SIMULATION_SEED=${seed} npx vitest run test/simulation`,
    `its last ${LAST_LINES} of ${trace.length} lines:`,
    ...trace.slice(-LAST_LINES),
  ].join('\n');
}
