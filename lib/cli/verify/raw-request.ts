import { UsageError } from '../frame/errors.js';
import type { CapturedRequest } from './captured-request.js';

const REQUEST_LINE = /^[A-Z]+ \S+ HTTP\/\d(?:\.\d)?\r?\n/;
const END_OF_HEAD = /\r?\n\r?\n/;

export function isRawRequest(bytes: Buffer): boolean {
  return REQUEST_LINE.test(bytes.toString('latin1', 0, 8_192));
}

/**
 * An HTTP request as text. Editors change line ends, so `Content-Length` is not compared with the
 * body; what follows the JSON of the body is blank.
 *
 * @throws UsageError if it has no body, or a broken header or chunk.
 */
export function parseRawRequest(bytes: Buffer): CapturedRequest {
  // One character per byte, so that indices agree.
  const text = bytes.toString('latin1');
  const end = END_OF_HEAD.exec(text);
  if (end === null) throw new UsageError('the HTTP request has no body');
  const headers = parseHeaders(text.slice(text.indexOf('\n') + 1, end.index));
  const body = bytes.subarray(end.index + end[0].length);
  const isChunked = /\bchunked\b/i.test(headers['transfer-encoding'] ?? '');
  return { format: 'HTTP request', headers, body: isChunked ? joinChunks(body) : body };
}

function parseHeaders(text: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of text.split(/\r?\n/).filter(Boolean)) {
    const colon = line.indexOf(':');
    if (colon <= 0) throw new UsageError(`not a header of an HTTP request: ${line.slice(0, 80)}`);
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return headers;
}

function joinChunks(body: Buffer): Buffer {
  const chunks: Buffer[] = [];
  let rest = body;
  for (;;) {
    const size = /^([0-9a-f]+)[^\n]*\n/i.exec(rest.toString('latin1', 0, 64));
    if (size === null) throw new UsageError('the chunks of the HTTP request are broken');
    const length = Number.parseInt(size[1] as string, 16);
    if (length === 0) return Buffer.concat(chunks);
    const start = size[0].length;
    chunks.push(rest.subarray(start, start + length));
    rest = rest.subarray(start + length + (rest[start + length] === 0x0d ? 2 : 1));
  }
}
