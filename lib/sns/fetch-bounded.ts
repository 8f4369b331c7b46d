import { withTimeout } from '../common/with-timeout.js';
import { withoutStackTrace } from '../common/without-stack-trace.js';

/** Any implementation of the Fetch standard, such as the global `fetch`. */
export type Fetch = (url: URL, init: RequestInit) => Promise<Response>;

export interface FetchBounds {
  /** Time limit for connecting, headers and body together, in ms. */
  readonly timeout: number;
  /**
   * Maximum size of the body, in bytes.
   *
   * @default 65_536 (64 KiB)
   */
  readonly maxBytes?: number;
}

const DEFAULT_MAX_BYTES = 64 * 1024;

/**
 * Sends a GET and returns the body of the answer, which must be 200 and no redirect. The time limit
 * applies even to a `fetch` that ignores its signal.
 *
 * @throws Error that says what went wrong, and never quotes the body.
 */
export async function fetchBounded(
  fetch: Fetch,
  url: URL,
  { timeout, maxBytes = DEFAULT_MAX_BYTES }: FetchBounds,
): Promise<string> {
  const abort = new AbortController();
  try {
    return await withTimeout(get(fetch, url, maxBytes, abort.signal), timeout, () =>
      failure(`${url.host} did not answer within ${timeout} ms`),
    );
  } finally {
    abort.abort();
  }
}

async function get(fetch: Fetch, url: URL, maxBytes: number, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, { redirect: 'manual', signal });
  if (response.status !== 200 || response.redirected) {
    await response.body?.cancel();
    throw failure(`${url.host} answered ${response.status}`);
  }
  return readText(response, maxBytes, url);
}

async function readText(response: Response, maxBytes: number, url: URL): Promise<string> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body) {
    length += chunk.byteLength;
    if (length > maxBytes) throw failure(`${url.host} answered with over ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Made-up certificate URLs can cause hundreds of these errors a second. They are no bugs, so they
 * need no stack trace, and without one they cost little.
 */
function failure(reason: string): Error {
  return withoutStackTrace(() => new Error(reason));
}
