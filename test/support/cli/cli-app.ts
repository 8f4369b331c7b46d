import { simulatorFetch } from 'nestjs-misfit-notification/testing';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startDeliveryApp, type DeliveryApp } from '../apps/delivery-app.js';
import type { AdapterName } from '../apps/adapters.js';
import { listener } from '../apps/listeners.js';
import { freePort } from '../http/free-port.js';
import { tempDirectory } from '../sqlite/temp-directory.js';
import { cli, CliRun, type CliResult, type CliRunOptions } from './cli-run.js';

/** One for all applications of a process: making it takes a while. */
const KEY = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
});

/** An application in development that trusts the simulator, and the commands to use with it. */
export class CliApp {
  /** Owners of the updates that the handler has got. */
  readonly owners: string[] = [];
  handle: () => unknown = () => undefined;
  app!: DeliveryApp;
  port = 0;
  private readonly env = { XDG_CONFIG_HOME: configurationWithKey() };

  static async start(adapter: AdapterName): Promise<CliApp> {
    const world = new CliApp();
    world.port = await freePort();
    const Listener = listener('Listener', '*', ({ ownerId }) => {
      world.owners.push(ownerId);
      return world.handle();
    });
    const fetch = simulatorFetch({ url: `http://127.0.0.1:${world.port}` });
    world.app = await startDeliveryApp({ adapter, providers: [Listener], module: { fetch } });
    return world;
  }

  get url(): string {
    return this.app.url;
  }

  run(args: readonly string[], options?: CliRunOptions): Promise<CliResult> {
    return cli(this.withPort(args), { env: this.env, ...options });
  }

  start(args: readonly string[], options?: CliRunOptions): CliRun {
    return new CliRun(this.withPort(args), { env: this.env, ...options });
  }

  private withPort(args: readonly string[]): string[] {
    return [...args, '--port', String(this.port)];
  }
}

/** Where the commands find the simulator's key, and make none. */
function configurationWithKey(): string {
  const folder = tempDirectory();
  mkdirSync(join(folder, 'nestjs-misfit-notification'));
  writeFileSync(join(folder, 'nestjs-misfit-notification/simulator-key.pem'), KEY, { mode: 0o600 });
  return folder;
}
