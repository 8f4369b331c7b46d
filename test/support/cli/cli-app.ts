import { simulatorFetch } from 'nestjs-misfit-notification/testing';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { startDeliveryApp, type DeliveryApp } from '../apps/delivery-app.js';
import type { AdapterName } from '../apps/adapters.js';
import { listener } from '../apps/listeners.js';
import { tempDirectory } from '../sqlite/temp-directory.js';
import { cli, CliRun, type CliResult, type CliRunOptions } from './cli-run.js';

/** An application in development that trusts the simulator, and the commands to use with it. */
export class CliApp {
  /** Owners of the updates that the handler has got. */
  readonly owners: string[] = [];
  handle: () => unknown = () => undefined;
  app!: DeliveryApp;
  port = 0;
  private readonly env = { XDG_CONFIG_HOME: tempDirectory() };

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

/**
 * A port that nothing listens at. It is below the range from which systems choose ports: of that
 * range, another socket could take it before the test does.
 */
export async function freePort(): Promise<number> {
  const port = 20_000 + Math.floor(Math.random() * 12_000);
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return freePort();
  }
  server.close();
  await once(server, 'close');
  return port;
}
