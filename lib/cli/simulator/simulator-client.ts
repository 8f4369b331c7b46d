import type { MisfitSimulator } from '../../testing/misfit-simulator.js';
import type { NetworkRequest } from '../../testing/simulated-network.js';
import { UsageError } from '../frame/errors.js';
import { certificateOf, SimulatorServer, type MessageKind } from './simulator-server.js';

/** The simulator that the endpoint reaches: the one of `listen`, or one for this command only. */
export interface SimulatorClient {
  message(kind: MessageKind, appId?: string): Promise<object>;
  requests(): Promise<readonly NetworkRequest[]>;
  close(): Promise<void>;
}

/** @throws UsageError if something else uses the port. */
export async function reachSimulator(
  simulator: MisfitSimulator,
  port: number,
): Promise<SimulatorClient> {
  const server = new SimulatorServer(simulator);
  try {
    await server.listen(port);
    return new Client(server.url, () => server.close());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
  }
  const client = new Client(`http://127.0.0.1:${port}`, async () => {});
  if ((await client.certificateUrl()) === certificateOf(simulator)) return client;
  throw new UsageError(`port ${port} is not used by this user's simulator: choose another --port`);
}

class Client implements SimulatorClient {
  constructor(
    private readonly url: string,
    readonly close: () => Promise<void>,
  ) {}

  async message(kind: MessageKind, appId?: string): Promise<object> {
    const query = appId === undefined ? '' : `?appId=${encodeURIComponent(appId)}`;
    return (await this.get(`/messages/${kind}${query}`)) as object;
  }

  async requests(): Promise<readonly NetworkRequest[]> {
    return (await this.get('/requests')) as NetworkRequest[];
  }

  async certificateUrl(): Promise<unknown> {
    try {
      return ((await this.get('/')) as { certificateUrl?: unknown }).certificateUrl;
    } catch {
      return undefined;
    }
  }

  private async get(path: string): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, { signal: AbortSignal.timeout(5_000) });
    return response.json();
  }
}
