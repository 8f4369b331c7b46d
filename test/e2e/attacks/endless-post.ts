import { request } from 'node:http';

const CHUNK = Buffer.alloc(256 * 1024, ' ');

export interface EndlessPost {
  /** Bytes that were written until the server answered or hung up. */
  readonly written: number;
  /** Undefined where the connection was gone before the answer could be read. */
  readonly status?: number;
}

/** Posts a body that ends when the server makes it end, or after so many milliseconds. */
export async function postEndlessly(url: string, milliseconds = 10_000): Promise<EndlessPost> {
  const seen: { written: number; status?: number } = { written: 0 };
  const post = request(url, { method: 'POST', headers: { 'content-type': 'text/plain' } });
  post.on('response', (response) => {
    seen.status = response.resume().statusCode!;
  });
  post.on('error', () => undefined);

  const end = performance.now() + milliseconds;
  while (seen.status === undefined && !post.destroyed && performance.now() < end) {
    if (!post.writableNeedDrain) {
      seen.written += CHUNK.length;
      post.write(CHUNK);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  post.destroy();
  return seen;
}
