import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { BodyBudget } from './body-budget.js';
import { bodyAborted, BodyError, bodyTooLarge } from '../refusals/errors.js';
import { IncomingBody } from './incoming-body.js';

/** The common part of the adapters' requests. Express's request is the `IncomingMessage` itself. */
export interface AdapterRequest {
  readonly raw?: IncomingMessage & Pick<AdapterRequest, 'rawBody' | 'body'>;
  readonly rawBody?: unknown;
  readonly body?: unknown;
  readonly headers: IncomingHttpHeaders;
}

/** Key under which a hook stores the stream that it has hidden from body parsers. */
export const UNPARSED_BODY = Symbol('unparsed body');

/**
 * The body of a request: the one that Nest or a middleware has stored as `rawBody` or `body`, or
 * the bytes of the request if nobody has read them. A stored body may be text, bytes or parsed
 * JSON.
 *
 * @param limit maximum size of a body, in bytes.
 * @param budget the memory that all arriving bodies share.
 * @returns a promise if the body has not fully arrived.
 * @throws BodyError if the body cannot be read.
 */
export function readBody(request: AdapterRequest, limit: number, budget: BodyBudget): unknown {
  const { raw, headers } = request;
  const message = raw ?? (request as unknown as IncomingMessage);
  const stream = (raw && unparsedBodyOf(raw)) ?? message;
  // On Fastify, middleware works with `raw` and stores the body there.
  const known = parsedBodyOf(request) ?? (raw && parsedBodyOf(raw));
  if (known !== undefined && known !== null && !isPlaceholder(known, stream)) {
    checkLength(lengthOf(known, headers), limit);
    return known;
  }
  const length = announcedLength(headers);
  // The whole body has arrived, as bytes. Listeners and a timer would cost more than reading it.
  if (stream === message && length !== undefined && length > 0 && length <= limit) {
    const isComplete = message.readableLength === length && message.readableEncoding === null;
    if (isComplete) return take(message);
  }
  if (stream.readableDidRead || stream.readableEnded) return readNothing(length);
  if (stream.destroyed) throw bodyAborted(stream.errored);
  return IncomingBody.read(stream, limit, length, budget);
}

/** Reads a stream that has received all its data. */
function take(message: IncomingMessage): unknown {
  const body: unknown = message.read();
  // Node closes a request only after its stream has ended.
  message.resume();
  return body;
}

function parsedBodyOf(request: Pick<AdapterRequest, 'rawBody' | 'body'>): unknown {
  return request.rawBody ?? request.body;
}

/** The parsers of body-parser 1 set `body` to an empty object even if they do not read the body. */
function isPlaceholder(body: {}, { readableDidRead }: Readable): boolean {
  return !readableDidRead && typeof body === 'object' && Object.keys(body).length === 0;
}

function readNothing(length: number | undefined): string {
  if (length === 0) return '';
  throw new BodyError(
    'BODY_CONSUMED',
    'the body was already read, perhaps by middleware before the route, and not kept',
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

/** Zero if there is no body, `undefined` if the length is not announced. */
function announcedLength(headers: IncomingHttpHeaders): number | undefined {
  if (headers['transfer-encoding'] !== undefined) return undefined;
  return Number(headers['content-length'] ?? 0);
}

function checkLength(length: number, limit: number): void {
  if (length > limit) throw bodyTooLarge(limit);
}
