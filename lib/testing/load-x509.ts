// The package needs this polyfill, and an application's tests may import this file first.
import 'reflect-metadata';
import { loadPackage } from '../common/load-package.js';

/**
 * Loads the package that makes certificates. Only messages that a receiver verifies need one.
 *
 * @throws MissingPackageError if it is not installed.
 */
export function loadX509(): Promise<typeof import('@peculiar/x509')> {
  return loadPackage(
    () => import('@peculiar/x509'),
    'MisfitSimulator',
    'npm install --save-dev @peculiar/x509',
  );
}
