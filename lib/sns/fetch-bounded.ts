/** Any implementation of the Fetch standard, such as the global `fetch`. */
export type Fetch = (url: URL, init: RequestInit) => Promise<Response>;

export interface FetchBounds {
  /** Milliseconds for everything: connecting, headers and body. */
  readonly timeout: number;
  /** Bytes of body that are read at most. */
  readonly maxBytes: number;
}

/**
 * The body of a GET that has to answer 200 itself. The deadline holds even for a `fetch` that pays
 * no heed to its signal.
 *
 * @throws Error naming what went wrong; it never holds any of the body.
 */
export async function fetchBounded(fetch: Fetch, url: URL, bounds: FetchBounds): Promise<string> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${url.host} did not answer within ${bounds.timeout} ms`)),
      bounds.timeout,
    );
  });
  try {
    return await Promise.race([get(fetch, url, bounds.maxBytes, abort.signal), deadline]);
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

async function get(fetch: Fetch, url: URL, maxBytes: number, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, { redirect: 'manual', signal });
  if (response.status !== 200 || response.redirected) {
    await response.body?.cancel();
    throw new Error(`${url.host} answered ${response.status}`);
  }
  return readText(response, maxBytes, url);
}

async function readText(response: Response, maxBytes: number, url: URL): Promise<string> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body) {
    length += chunk.byteLength;
    if (length > maxBytes) throw new Error(`${url.host} answered with over ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
