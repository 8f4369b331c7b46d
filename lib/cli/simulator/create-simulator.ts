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
  const { MisfitSimulator: Simulator } = await loadSimulator();
  return new Simulator({ ...options, privateKey: await storedKey(streams.env) });
}

async function loadSimulator() {
  try {
    return await import('../../testing/misfit-simulator.js');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_MODULE_NOT_FOUND' || !message.includes('@peculiar/x509')) throw error;
    throw new UsageError(
      'this command makes certificates with @peculiar/x509: npm install --save-dev @peculiar/x509',
    );
  }
}
