import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { BodyError } from './errors.js';

/** What the adapters' requests have in common: Express's is the `IncomingMessage` itself. */
export interface AdapterRequest {
  readonly raw?: IncomingMessage & Pick<AdapterRequest, 'rawBody' | 'body'>;
  readonly rawBody?: unknown;
  readonly body?: unknown;
  readonly headers: IncomingHttpHeaders;
}

/** Where a hook leaves the stream that it has kept body parsers away from. */
export const UNPARSED_BODY = Symbol('unparsed body');

/** Milliseconds for a body to arrive: an answer has to follow within SNS's 15 seconds. */
const READ_TIMEOUT = 5_000;

/** How much of a body that is too large is read on, so that its sender can take the answer. */
const MAX_DISCARDED = 16 * 1024 * 1024;

/**
 * The body of a request, however Nest has left it: as `rawBody`, as `body` (text, bytes, or parsed),
 * or unread. Text and bytes come as they are, anything else is taken for parsed JSON.
 *
 * @param limit bytes that a body may have.
 * @returns a promise where there is something to wait for.
 * @throws BodyError when it is too large, is gone, or does not arrive in time.
 */
export function readBody(request: AdapterRequest, limit: number): unknown {
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
  if (stream.destroyed) throw brokenOff(stream.errored);
  return collect(stream, limit, length);
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
  if (length > limit) throw tooLarge(limit);
}

function brokenOff(cause: Error | null): BodyError {
  return cause === null
    ? new BodyError('BODY_ABORTED', 'the connection was closed')
    : new BodyError('BODY_ABORTED', 'the body broke off', { cause });
}

function tooLarge(limit: number): BodyError {
  return new BodyError('BODY_TOO_LARGE', `the body is larger than ${limit} bytes`);
}

function collect(stream: Readable, limit: number, announced = 0): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let isTooLarge = announced > limit;

    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      isTooLarge ||= length > limit;
      if (isTooLarge) chunks.length = 0;
      else chunks.push(chunk);
      if (length > limit + MAX_DISCARDED) finish(tooLarge(limit));
    };
    const onEnd = (): void => finish(isTooLarge ? tooLarge(limit) : undefined);
    const onError = (cause: Error): void => finish(brokenOff(cause));
    const onClose = (): void => finish(brokenOff(null));
    const timer = setTimeout(() => {
      const late = new BodyError('BODY_TIMEOUT', `the body took over ${READ_TIMEOUT} ms`);
      finish(isTooLarge ? tooLarge(limit) : late);
    }, READ_TIMEOUT);

    const finish = (error?: BodyError): void => {
      clearTimeout(timer);
      stream.off('data', onData).off('end', onEnd).off('close', onClose);
      if (error === undefined) {
        resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, length));
        return;
      }
      stream.pause();
      reject(error);
    };
    stream.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onError);
  });
}
