import { loadPackage } from '../common/load-package.js';

/**
 * Loads what is built on `bullmq` and `ioredis`. What the entry point imports by itself uses only
 * types of these packages.
 *
 * @throws MissingPackageError if one of them is not installed.
 */
export function loadBullmq() {
  return loadPackage(
    async () => ({
      ...(await import('./queue-storage.js')),
      ...(await import('./job-worker.js')),
    }),
    'bullmqDelivery',
    'npm install bullmq ioredis',
  );
}
