import type { ServerResponse } from 'node:http';

/** Express's response, or Fastify's reply. */
export type AdapterResponse = ServerResponse | { readonly raw: ServerResponse };

/**
 * Reports when a response has been sent, and again when its connection is closed.
 *
 * @param listener gets the status, or `undefined` if the connection was closed before an answer.
 */
export function onAnswered(
  response: AdapterResponse,
  listener: (status: number | undefined) => void,
): void {
  const raw = 'raw' in response ? response.raw : response;
  const onClose = (): void => listener(raw.writableFinished ? raw.statusCode : undefined);
  if (raw.closed || raw.writableFinished) {
    onClose();
    return;
  }
  // Not only on close: a response that a serverless platform simulates may never be closed. Both
  // happen once: `once` would only cost each delivery two wrappers.
  raw.on('finish', onClose).on('close', onClose);
}
