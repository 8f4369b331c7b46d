import { describe, expect, it } from 'vitest';
import { fetchBounded, type Fetch } from '../../../lib/sns/fetch-bounded.js';
import { serveOnLoopback } from '../../support/sns/loopback-server.js';

const BOUNDS = { timeout: 5_000, maxBytes: 64 };
const ANYWHERE = new URL('https://sns.us-east-1.amazonaws.com/file');

const answering =
  (body: string | ReadableStream | null): Fetch =>
  async () =>
    new Response(body);

describe('a bounded GET', () => {
  it('answers with the text of a 200', async () => {
    const origin = await serveOnLoopback((request, response) => {
      response.end(`${request.method} ${request.url} ✓`);
    });
    expect(await fetchBounded(fetch, new URL(`${origin}/a?b=c`), BOUNDS)).toBe('GET /a?b=c ✓');
  });

  it.each([201, 204, 206, 301, 302, 303, 304, 307, 308, 400, 404, 429, 500, 503])(
    'fails on %i, follows nothing and quotes nothing',
    async (status) => {
      const requested: unknown[] = [];
      const origin = await serveOnLoopback((request, response) => {
        requested.push(request.url);
        const isFirst = request.url === '/first';
        response.writeHead(isFirst ? status : 200, { location: '/second' });
        response.end('BODY');
      });
      const url = new URL(`${origin}/first`);
      await expect(fetchBounded(fetch, url, BOUNDS)).rejects.toThrow(
        new Error(`${url.host} answered ${status}`),
      );
      expect(requested).toEqual(['/first']);
    },
  );

  it('fails when the fetch has followed a redirect all the same', async () => {
    const response = Object.defineProperty(new Response('BODY'), 'redirected', { value: true });
    await expect(fetchBounded(async () => response, ANYWHERE, BOUNDS)).rejects.toThrow(
      'answered 200',
    );
  });

  it('asks the very URL object that it was given, and for no redirects', async () => {
    const calls: unknown[][] = [];
    const fetch: Fetch = async (...call) => {
      calls.push(call);
      return new Response('');
    };
    await fetchBounded(fetch, ANYWHERE, BOUNDS);
    expect(calls).toHaveLength(1);
    expect(calls[0]![0]).toBe(ANYWHERE);
    expect(calls[0]![1]).toMatchObject({ redirect: 'manual' });
  });

  it('takes a body of exactly as many bytes as are allowed', async () => {
    const body = 'ü'.repeat(32);
    expect(await fetchBounded(answering(body), ANYWHERE, BOUNDS)).toBe(body);
  });

  it('fails on a body of one byte more than the limit', async () => {
    const body = `${'ü'.repeat(32)}.`;
    await expect(fetchBounded(answering(body), ANYWHERE, BOUNDS)).rejects.toThrow(
      'answered with over 64 bytes',
    );
  });

  it('stops reading an endless body and cancels it', async () => {
    let pulled = 0;
    let isCancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(16));
      },
      cancel() {
        isCancelled = true;
      },
    });
    await expect(fetchBounded(answering(endless), ANYWHERE, BOUNDS)).rejects.toThrow('64 bytes');
    expect(pulled).toBeLessThan(10);
    expect(isCancelled).toBe(true);
  });

  it('answers with an empty text where there is no body', async () => {
    expect(await fetchBounded(answering(null), ANYWHERE, BOUNDS)).toBe('');
  });

  it('fails with what the fetch throws, at once or later', async () => {
    const error = new Error('no route');
    const throwing: Fetch = () => {
      throw error;
    };
    await expect(fetchBounded(throwing, ANYWHERE, BOUNDS)).rejects.toBe(error);
    await expect(fetchBounded(() => Promise.reject(error), ANYWHERE, BOUNDS)).rejects.toBe(error);
  });

  it('fails with what breaks the body off', async () => {
    const error = new Error('connection reset');
    const broken = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new Uint8Array(1));
      },
      pull(controller) {
        controller.error(error);
      },
    });
    await expect(fetchBounded(answering(broken), ANYWHERE, BOUNDS)).rejects.toBe(error);
  });
});
