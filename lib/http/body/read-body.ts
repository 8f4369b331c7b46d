import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { BodyBudget } from './body-budget.js';
import { bodyAborted, BodyError, bodyTooLarge } from '../refusals/errors.js';
import { IncomingBody } from './incoming-body.js';

/** What the adapters' requests have in common: Express's is the `IncomingMessage` itself. */
export interface AdapterRequest {
  readonly raw?: IncomingMessage & Pick<AdapterRequest, 'rawBody' | 'body'>;
  readonly rawBody?: unknown;
  readonly body?: unknown;
  readonly headers: IncomingHttpHeaders;
}

/** Where a hook leaves the stream that it has kept body parsers away from. */
export const UNPARSED_BODY = Symbol('unparsed body');

/**
 * The body of a request, however Nest has left it: as `rawBody`, as `body` (text, bytes, or parsed),
 * or unread. Text and bytes come as they are, anything else is taken for parsed JSON.
 *
 * @param limit bytes that a body may have.
 * @param budget the memory that all bodies share while they arrive.
 * @returns a promise where there is something to wait for.
 * @throws BodyError when it cannot be read.
 */
export function readBody(request: AdapterRequest, limit: number, budget: BodyBudget): unknown {
  const { raw, headers } = request;
  // On Fastify, middlewares see `raw`, and leave there what they have read.
  const known = parsedBodyOf(request) ?? (raw && parsedBodyOf(raw));
  if (known !== undefined && known !== null) {
    checkLength(lengthOf(known, headers), limit);
    return known;
  }
  const message = raw ?? (request as unknown as IncomingMessage);
  const stream = (raw && unparsedBodyOf(raw)) ?? message;
  const length = announcedLength(headers);
  // All of it is there: it needs no listeners and no timer, which would cost more than to read it.
  if (stream === message && length !== undefined && length > 0 && length <= limit) {
    if (message.readableLength === length) return take(message);
  }
  if (stream.readableDidRead || stream.readableEnded) return readNothing(length);
  if (stream.destroyed) throw bodyAborted(stream.errored);
  return IncomingBody.read(stream, limit, length, budget);
}

/** What a stream holds, which is all that will come. */
function take(message: IncomingMessage): unknown {
  const body: unknown = message.read();
  // Node is done with a request, and closes it, when its stream has come to the end.
  message.resume();
  return body;
}

function parsedBodyOf(request: Pick<AdapterRequest, 'rawBody' | 'body'>): unknown {
  return request.rawBody ?? request.body;
}

function readNothing(length: number | undefined): string {
  if (length === 0) return '';
  throw new BodyError(
    'BODY_CONSUMED',
    'something has read the body and kept nothing of it: a middleware before the route?',
  );
}

function unparsedBodyOf(message: IncomingMessage): Readable | undefined {
  return (message as { [UNPARSED_BODY]?: Readable })[UNPARSED_BODY];
}

function lengthOf(body: unknown, headers: IncomingHttpHeaders): number {
  if (typeof body === 'string') return Buffer.byteLength(body);
  if (body instanceof Uint8Array) return body.byteLength;
  return announcedLength(headers) ?? 0;
}

/** Zero where there is no body, `undefined` where its length is not said. */
function announcedLength(headers: IncomingHttpHeaders): number | undefined {
  if (headers['transfer-encoding'] !== undefined) return undefined;
  return Number(headers['content-length'] ?? 0);
}

function checkLength(length: number, limit: number): void {
  if (length > limit) throw bodyTooLarge(limit);
}
