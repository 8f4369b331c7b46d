import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { FileOrder } from './test/file-order.js';

const inCi = Boolean(process.env['CI']);
const root = fileURLToPath(new URL('.', import.meta.url));
const lib = fileURLToPath(new URL('lib', import.meta.url));

export default defineConfig({
  resolve: {
    alias: {
      // The page of the inspector is compiled for browsers: the tests serve the built one.
      './page-folder.js': `${root}/test/support/inspector/page-folder.ts`,
      'nestjs-misfit-notification/bullmq': `${lib}/bullmq/index.ts`,
      'nestjs-misfit-notification/opentelemetry': `${lib}/opentelemetry/index.ts`,
      'nestjs-misfit-notification/inspector': `${lib}/inspector/index.ts`,
      'nestjs-misfit-notification/redis': `${lib}/redis/index.ts`,
      'nestjs-misfit-notification/sqlite': `${lib}/sqlite/index.ts`,
      'nestjs-misfit-notification/terminus': `${lib}/terminus/index.ts`,
      'nestjs-misfit-notification/testing': `${lib}/testing/index.ts`,
      'nestjs-misfit-notification': `${lib}/index.ts`,
    },
  },
  test: {
    include: ['test/**/*.spec.ts'],
    exclude: ['test/smoke/**', '**/node_modules/**'],
    globalSetup: ['test/global-setup.ts'],
    setupFiles: ['test/setup.ts'],
    // Generous: a machine under load must fail no test that only takes its time.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 240_000 } },
    // A test that needs its second try is reported as such: find out why.
    retry: inCi ? 1 : 0,
    // Importing Nest anew for each of a hundred files would take longer than all the tests.
    isolate: false,
    // Many tests mostly wait: twice as many workers as cores keep the cores busy.
    maxWorkers: 2 * availableParallelism(),
    sequence: { sequencer: FileOrder },
    reporters: inCi ? ['default', ['json', { outputFile: 'coverage/results.json' }]] : ['default'],
    coverage: {
      provider: 'v8',
      include: ['lib/**/*.ts'],
      reporter: [['text', { skipFull: true }], 'text-summary'],
      thresholds: { lines: 95 },
    },
  },
});
