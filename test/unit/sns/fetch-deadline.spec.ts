import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fetchBounded, type Fetch } from '../../../lib/sns/fetch-bounded.js';
import { serveOnLoopback } from '../../support/sns/loopback-server.js';

const TIMEOUT = 5_000;
const BOUNDS = { timeout: TIMEOUT, maxBytes: 64 };
const ANYWHERE = new URL('https://sns.us-east-1.amazonaws.com/file');
const never = new Promise<never>(() => undefined);

/** A body that begins and goes no further. */
function halfBody(cancel?: () => Promise<void>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new Uint8Array(8));
    },
    ...(cancel && { cancel }),
  });
}

const HANGING: readonly [string, Fetch][] = [
  ['never answers and ignores its signal', () => never],
  ['sends half a body and ignores its signal', async () => new Response(halfBody())],
  [
    'answers an error whose body cannot be cancelled',
    async () =>
      new Response(
        halfBody(() => never),
        { status: 503 },
      ),
  ],
  [
    'answers too much in a body that cannot be cancelled',
    async () =>
      new Response(
        new ReadableStream<Uint8Array>({
          start(controller) {
            controller.enqueue(new Uint8Array(65));
          },
          cancel: () => never,
        }),
      ),
  ],
];

describe('the deadline of a GET', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it.each(HANGING)('holds for a fetch that %s', async (_, fetch) => {
    let outcome: unknown = 'still waiting';
    void fetchBounded(fetch, ANYWHERE, BOUNDS).then(
      (text) => (outcome = text),
      (error: Error) => (outcome = error.message),
    );
    await vi.advanceTimersByTimeAsync(TIMEOUT - 1);
    expect(outcome).toBe('still waiting');
    await vi.advanceTimersByTimeAsync(1);
    expect(outcome).toBe(`${ANYWHERE.host} did not answer within ${TIMEOUT} ms`);
  });

  it('covers a body that trickles in', async () => {
    const trickle = new ReadableStream<Uint8Array>({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 400));
        controller.enqueue(new Uint8Array(1));
      },
    });
    const outcome = fetchBounded(async () => new Response(trickle), ANYWHERE, BOUNDS).catch(
      (error: Error) => error.message,
    );
    await vi.advanceTimersByTimeAsync(TIMEOUT);
    expect(await outcome).toMatch('did not answer within');
  });

  it('aborts the signal that the fetch was given, and not earlier', async () => {
    let signal: AbortSignal | null | undefined;
    const fetch: Fetch = (_, init) => {
      ({ signal } = init);
      return never;
    };
    const outcome = fetchBounded(fetch, ANYWHERE, BOUNDS).catch((error: Error) => error.message);
    await vi.advanceTimersByTimeAsync(TIMEOUT - 1);
    expect(signal?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await outcome;
    expect(signal?.aborted).toBe(true);
  });

  it('leaves no timer behind, whatever the outcome', async () => {
    await fetchBounded(async () => new Response('text'), ANYWHERE, BOUNDS);
    await fetchBounded(() => Promise.reject(new Error('no')), ANYWHERE, BOUNDS).catch(String);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the deadline of a GET over the network', () => {
  it.each([
    ['before the headers', false],
    ['within the body', true],
  ])('closes a connection that hangs %s', async (_, hasHeaders) => {
    let closed!: () => void;
    const isClosed = new Promise<void>((resolve) => (closed = resolve));
    const origin = await serveOnLoopback((request, response) => {
      request.socket.once('close', closed);
      if (hasHeaders) response.write('half');
    });
    const get = fetchBounded(fetch, new URL(origin), { timeout: 80, maxBytes: 64 });
    await expect(get).rejects.toThrow('did not answer within 80 ms');
    await isClosed;
  });
});
