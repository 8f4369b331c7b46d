import { UsageError } from '../frame/errors.js';
import { isPlainObject } from '../../validation/plain-object.js';
import type { CapturedRequest } from './captured-request.js';
import { requestInHar } from './har.js';
import { isRawRequest, parseRawRequest } from './raw-request.js';

/**
 * The request in a file: a raw HTTP request, a HAR file or an entry of one, or just a body.
 *
 * @param entry which entry of a HAR file, from 1.
 * @throws UsageError if the file holds several candidates, or none.
 */
export function readCapture(bytes: Buffer, entry?: number): CapturedRequest {
  if (bytes.toString('latin1').trim() === '') throw new UsageError('the file is empty');
  if (isRawRequest(bytes)) return parseRawRequest(bytes);
  const json = tryToParse(bytes);
  if (isPlainObject(json) && (Object.hasOwn(json, 'log') || Object.hasOwn(json, 'request'))) {
    return requestInHar(json, entry);
  }
  return { format: 'body', headers: {}, body: bytes };
}

/** Whatever is not JSON is a body, and its explanation says what is wrong with it. */
function tryToParse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
