import { defineConfig } from 'vitest/config';

/** Apart from the other tests: these install the packed package from the registry. */
export default defineConfig({
  test: { include: ['test/smoke/**/*.spec.ts'], testTimeout: 240_000, hookTimeout: 240_000 },
});
