import type { Socket } from 'node:net';
import type { FeedConnection } from './live-feed.js';

/** A request of Express, or of Fastify, which wraps the one of Node. */
export interface FeedRequest {
  readonly socket?: Socket;
  readonly raw?: { readonly socket: Socket };
}

/** The connection that a request came over. */
export function connectionOf({ raw, socket = raw?.socket }: FeedRequest): FeedConnection {
  return {
    // What the page does not read stays in the buffers of its socket.
    isDrained: () => (socket?.writableLength ?? 0) === 0,
    destroy: () => void socket?.destroy(),
  };
}
