import type { Vite, VitestPluginContext } from 'vitest/node';
import { defineConfig } from 'vitest/config';
import common from '../../vitest.config.js';

/** Stryker asks for threads, but only a process has a time zone of its own. */
const inProcesses: Vite.Plugin = {
  name: 'in-processes',
  configureVitest({ project }: VitestPluginContext) {
    project.config.pool = 'forks';
  },
};

/** The unit tests of the folder whose code is changed: each mutant runs some or all of them. */
export default defineConfig({
  ...common,
  plugins: [inProcesses],
  test: {
    ...common.test,
    include: [`test/unit/${process.env['FOLDER'] ?? 'sns'}/**/*.spec.ts`],
    expect: { poll: { timeout: 5_000 } },
    testTimeout: 20_000,
  },
});
