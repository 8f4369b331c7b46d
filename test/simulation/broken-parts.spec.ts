import { describe, expect, it } from 'vitest';
import { BROKEN_DELIVERIES } from './broken-deliveries.js';
import { BROKEN_STORES } from './broken-stores.js';
import { simulate, type Sabotage } from './simulation.js';

const MAX_SEEDS = 2_000;
const CONTRACT = 'the store grants exactly what is neither done nor held';

async function brokenBy(sabotage: Sabotage, invariant: string): Promise<readonly string[]> {
  const broken = new Set<string>();
  for (let seed = 1; seed <= MAX_SEEDS && !broken.has(invariant); seed++) {
    const { violation } = await simulate(seed, sabotage);
    if (violation !== undefined) broken.add(violation.invariant);
  }
  return [...broken];
}

describe.runIf(process.env['SIMULATION_SEED'] === undefined)('the simulation notices', () => {
  it.each(Object.entries(BROKEN_STORES))('a store that %s', async (_, { wrap, breaks }) => {
    expect(await brokenBy({ store: wrap, isStoreTrusted: true }, breaks)).toContain(breaks);
    expect(await brokenBy({ store: wrap }, CONTRACT)).toContain(CONTRACT);
  });

  it.each(Object.entries(BROKEN_DELIVERIES))('a delivery that %s', async (_, { wrap, breaks }) => {
    expect(await brokenBy({ delivery: wrap }, breaks)).toContain(breaks);
  });
});
