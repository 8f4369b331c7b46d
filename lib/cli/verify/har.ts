import { UsageError } from '../frame/errors.js';
import { isPlainObject, type PlainObject } from '../../validation/plain-object.js';
import type { CapturedRequest } from './captured-request.js';

/**
 * A POST in a HAR file, or in one entry of it.
 *
 * @see http://www.softwareishard.com/blog/har-12-spec/
 * @throws UsageError if it is not clear which one is meant.
 */
export function requestInHar(har: PlainObject, number?: number): CapturedRequest {
  const entries = entriesOf(har);
  const posts = entries.map(postOf);
  if (number !== undefined) {
    const chosen = posts[number - 1];
    if (chosen !== undefined) return chosen;
    throw new UsageError(`entry ${number} of ${entries.length} is not a POST with a text body`);
  }
  const found = posts.flatMap((post, index) => (post ? [{ post, number: index + 1 }] : []));
  const [first] = found;
  if (first === undefined) throw new UsageError('the HAR file holds no POST with a text body');
  if (found.length === 1) return first.post;
  const numbers = found.map((each) => each.number).join(', ');
  throw new UsageError(`the HAR file holds several POSTs: choose one of --entry ${numbers}`);
}

function entriesOf(har: PlainObject): readonly unknown[] {
  if (Object.hasOwn(har, 'request')) return [har];
  const { log } = har as { readonly log: unknown };
  const entries = isPlainObject(log) ? log['entries'] : undefined;
  if (Array.isArray(entries)) return entries;
  throw new UsageError('the HAR file has no log.entries');
}

function postOf(entry: unknown): CapturedRequest | undefined {
  const request = isPlainObject(entry) ? entry['request'] : undefined;
  if (!isPlainObject(request) || request['method'] !== 'POST') return undefined;
  const content = request['postData'];
  const text = isPlainObject(content) ? content['text'] : undefined;
  if (typeof text !== 'string') return undefined;
  return {
    format: 'HAR entry',
    headers: headersOf(request['headers']),
    body: Buffer.from(text, 'utf8'),
  };
}

function headersOf(list: unknown): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const header of Array.isArray(list) ? (list as unknown[]) : []) {
    const { name, value } = isPlainObject(header) ? header : {};
    if (typeof name === 'string' && typeof value === 'string') headers[name.toLowerCase()] = value;
  }
  return headers;
}
