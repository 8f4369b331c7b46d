// @ts-check

/** The folder of lib/ to change. */
const folder = process.env['FOLDER'] ?? 'sns';

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: [`lib/${folder}/**/*.ts`],
  // Most texts explain an error or a log line: a test that repeats each of them finds no defect.
  mutator: { excludedMutations: ['StringLiteral'] },
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  concurrency: 1,
  timeoutMS: 20_000,
  ignorePatterns: ['coverage', 'dist', 'api', 'sample'],
  reporters: ['clear-text', 'json', 'html', 'progress-append-only'],
  jsonReporter: { fileName: `coverage/mutation/${folder}.json` },
  htmlReporter: { fileName: `coverage/mutation/${folder}.html` },
  clearTextReporter: { logTests: false, reportTests: false },
};
