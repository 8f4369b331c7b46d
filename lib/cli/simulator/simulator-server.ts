import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MisfitSimulator } from '../../testing/misfit-simulator.js';
import type { NetworkRequest } from '../../testing/simulated-network.js';
import { UNREACHABLE_HEADER } from '../../testing/simulator-fetch.js';
import { drained } from '../frame/drained.js';

/** Longest wait until a chunk is taken, in ms. */
const WRITE_TIMEOUT = 15_000;

/** The messages that a simulator must make itself, because it answers for them later. */
export const MESSAGE_KINDS = ['subscription', 'unsubscription', 'endpoint-test'] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

export interface ServedRequest extends NetworkRequest {
  readonly at: Date;
}

/** Answers the request for a URL in place of the internet. */
export type NetworkAnswer = (url: string) => Promise<Response>;

/**
 * Serves a simulator on loopback:
 *
 * - `GET /network?url=…` answers in place of the internet, for `simulatorFetch`;
 * - `GET /messages/<kind>` makes a message, `GET /requests` lists what was fetched, and `GET /` tells
 *   which key signs, for the other commands.
 */
export class SimulatorServer {
  private readonly server: Server;

  constructor(
    private readonly simulator: MisfitSimulator,
    private readonly network: NetworkAnswer = simulator.fetch,
    private readonly onRequest: (request: ServedRequest) => void = () => {},
  ) {
    this.server = createServer((request, response) => {
      this.serve(request, response).catch(() => response.destroy());
    });
  }

  /** @throws Error with the code `EADDRINUSE` if the port is taken. */
  async listen(port: number): Promise<void> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A page of a browser could otherwise reach this server under a name of its own.
    if (!/^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(request.headers.host ?? '')) {
      response.writeHead(403).end();
      return;
    }
    if (!URL.canParse(request.url ?? '/', 'http://127.0.0.1')) {
      response.writeHead(400).end();
      return;
    }
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const target = url.pathname === '/network' ? url.searchParams.get('url') : null;
    if (target === null) this.serveCommand(url, response);
    else await this.serveNetwork(target, response);
  }

  private async serveNetwork(url: string, response: ServerResponse): Promise<void> {
    try {
      const answer = await this.network(url);
      this.onRequest({ url, status: answer.status, at: new Date() });
      const location = answer.headers.get('location');
      response.writeHead(answer.status, location === null ? {} : { location });
      if (answer.body !== null) {
        for await (const chunk of answer.body) {
          if (response.destroyed) return;
          if (!response.write(chunk)) await drained(response, WRITE_TIMEOUT);
        }
      }
      response.end();
    } catch {
      if (response.headersSent) return void response.destroy();
      this.onRequest({ url, status: 0, at: new Date() });
      const place = URL.canParse(url) ? new URL(url).origin : 'that address';
      response.writeHead(502, { [UNREACHABLE_HEADER]: place }).end();
    }
  }

  private serveCommand({ pathname, searchParams }: URL, response: ServerResponse): void {
    const answer = this.answerTo(pathname, searchParams.get('appId') ?? undefined);
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? {}));
  }

  private answerTo(path: string, appId: string | undefined): unknown {
    const { simulator } = this;
    switch (path) {
      case '/':
        return {
          simulator: 'nestjs-misfit-notification',
          certificateUrl: certificateOf(simulator),
        };
      case '/requests':
        return simulator.requests.slice(-1_000);
      case '/messages/subscription':
        return simulator.subscriptionConfirmation();
      case '/messages/unsubscription':
        return simulator.unsubscribeConfirmation();
      case '/messages/endpoint-test':
        return simulator.endpointTest(appId);
      default:
        return undefined;
    }
  }
}

/** Where the certificate of a simulator's key is. */
export function certificateOf(simulator: MisfitSimulator): string {
  return simulator.notification([]).SigningCertURL;
}
