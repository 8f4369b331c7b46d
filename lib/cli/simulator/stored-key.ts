import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describeError } from '../../common/describe-error.js';
import { UsageError } from '../frame/errors.js';

const FILE = 'simulator-key.pem';

/**
 * The key that the simulator keeps between runs, in PEM. It is made at the first run, and only its
 * owner can read it: an application in development trusts whoever has it.
 *
 * @throws UsageError if the file cannot be used.
 */
export async function storedKey(
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const directory = join(
    env['XDG_CONFIG_HOME'] || env['APPDATA'] || join(env['HOME'] || homedir(), '.config'),
    'nestjs-misfit-notification',
  );
  const path = join(directory, FILE);
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await createOnce(path);
    return await readPrivately(path);
  } catch (error) {
    throw new UsageError(`the simulator's key in ${path}: ${describeError(error).message}`);
  }
}

async function createOnce(path: string): Promise<void> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  try {
    await writeFile(path, pem, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    // Another process was faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

async function readPrivately(path: string): Promise<string> {
  if (process.platform !== 'win32') await chmod(path, 0o600);
  const pem = await readFile(path, 'utf8');
  if (createPrivateKey(pem).asymmetricKeyType !== 'rsa') throw new Error('it is not an RSA key');
  return pem;
}
