import { isAscii, isUtf8 } from 'node:buffer';
import { parseEnvelope } from './parse-envelope.js';
import { refusal } from './refusal.js';

/**
 * The JSON value of a request's body. A body that is neither text nor bytes is already parsed, and
 * is returned as it is.
 *
 * @throws SnsVerificationError `MALFORMED_MESSAGE` when the bytes are not UTF-8, the text is not
 * JSON, or it has more structure (keys, brackets, numbers) than any SNS message.
 */
export function decodeBody(body: unknown): unknown {
  if (typeof body === 'string') return parseJson(body);
  if (!(body instanceof Uint8Array)) return body;
  return parseJson(decodeUtf8(body));
}

function decodeUtf8(bytes: Uint8Array): string {
  // Nearly all bodies are plain ASCII, which is decoded faster.
  if (isAscii(bytes)) return asBuffer(bytes).toString('latin1');
  // A lenient decoder replaces broken bytes, so two different bodies could become equal.
  if (isUtf8(bytes)) return asBuffer(bytes).toString('utf8');
  throw refusal('MALFORMED_MESSAGE', 'the body is not UTF-8');
}

function asBuffer(bytes: Uint8Array): Buffer {
  if (Buffer.isBuffer(bytes)) return bytes;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function parseJson(text: string): unknown {
  const value = tryToParse(text);
  if (value !== undefined) return value;
  throw refusal('MALFORMED_MESSAGE', 'the body has too much JSON structure for an SNS message');
}

function tryToParse(text: string): unknown {
  try {
    return parseEnvelope(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // The cause is left out: its text quotes the body, which nobody has verified.
    throw refusal('MALFORMED_MESSAGE', 'the body is not JSON');
  }
}
