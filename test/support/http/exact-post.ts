import { request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';

export interface ExactAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface ExactPostOptions {
  readonly headers?: OutgoingHttpHeaders;
  readonly method?: string;
  /** Leaves the length unsaid. */
  readonly chunked?: boolean;
}

/**
 * Posts exactly these bytes with exactly these headers, on a connection of its own; `fetch` would
 * add a Content-Type and refuse an invalid one.
 */
export function exactPost(
  url: string,
  body: string | Buffer,
  { headers, chunked = false, method = 'POST' }: ExactPostOptions = {},
): Promise<ExactAnswer> {
  return new Promise((resolve, reject) => {
    const length = chunked ? {} : { 'content-length': Buffer.byteLength(body) };
    const outgoing = request(url, { method, agent: false, headers: { ...length, ...headers } });
    outgoing.once('response', (response) => void readAnswer(response).then(resolve, reject));
    outgoing.on('error', reject);
    if (chunked) outgoing.write(body);
    outgoing.end(chunked ? undefined : body);
  });
}

export async function readAnswer(response: IncomingMessage): Promise<ExactAnswer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: Buffer.concat(chunks).toString(),
  };
}
