import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Fetch } from 'nestjs-misfit-notification';
import { serveOnLoopback } from './loopback-server.js';

/** A server on the loopback interface that stands where SNS does, reached by the real `fetch`. */
export class LoopbackSns {
  /** Paths and queries of the requests that have arrived. */
  readonly requested: string[] = [];
  private origin!: string;

  static async start(
    answer: (request: IncomingMessage, response: ServerResponse) => unknown,
  ): Promise<LoopbackSns> {
    const sns = new LoopbackSns();
    const listener: RequestListener = (request, response) => {
      sns.requested.push(request.url ?? '');
      answer(request, response);
    };
    sns.origin = await serveOnLoopback(listener);
    return sns;
  }

  readonly fetch: Fetch = (url, init) => fetch(`${this.origin}${url.pathname}${url.search}`, init);
}
