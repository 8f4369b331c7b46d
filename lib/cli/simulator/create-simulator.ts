import { MissingPackageError } from '../../common/missing-package.error.js';
import type { MisfitSimulator } from '../../testing/misfit-simulator.js';
import type { MisfitSimulatorOptions } from '../../testing/misfit-simulator.options.js';
import { UsageError } from '../frame/errors.js';
import type { Terminal } from '../frame/terminal.js';
import { storedKey } from './stored-key.js';

/**
 * A simulator with the stored key.
 *
 * @throws UsageError if the package that makes certificates is missing.
 */
export async function createSimulator(
  { streams }: Terminal,
  options: MisfitSimulatorOptions = {},
): Promise<MisfitSimulator> {
  await refuseWithoutCertificates();
  const { MisfitSimulator: Simulator } = await import('../../testing/misfit-simulator.js');
  return new Simulator({ ...options, privateKey: await storedKey(streams.env) });
}

/**
 * A simulator of another account in a region whose SNS signs with a name of its own, and with a new
 * key.
 */
export async function createStranger(): Promise<MisfitSimulator> {
  const { MisfitSimulator: Simulator } = await import('../../testing/misfit-simulator.js');
  return new Simulator({ topicArn: 'arn:aws:sns:af-south-1:111111111111:own' });
}

/** Before anything is sent: the endpoint would answer 503 to every message. */
async function refuseWithoutCertificates(): Promise<void> {
  const { loadX509 } = await import('../../testing/load-x509.js');
  try {
    await loadX509();
  } catch (error) {
    if (!(error instanceof MissingPackageError)) throw error;
    throw new UsageError(error.message);
  }
}
