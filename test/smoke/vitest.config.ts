import { defineConfig } from 'vitest/config';
import { CompatibilityTable } from './compatibility-table.js';

/**
 * Apart from the other tests: these install the packed package from the registry. In mode "all" every
 * cell of docs/compatibility.md runs, and the results are written there.
 */
export default defineConfig(({ mode }) => ({
  test: {
    include: ['test/smoke/**/*.spec.ts'],
    env: { CONSUMERS: mode },
    testTimeout: 420_000,
    hookTimeout: 900_000,
    reporters: ['verbose', ...(mode === 'all' ? [new CompatibilityTable()] : [])],
  },
}));
