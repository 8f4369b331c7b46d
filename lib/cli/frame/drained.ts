import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Resolves when the stream takes more or is closed, at the latest after `timeout` ms. */
export async function drained(stream: Writable, timeout: number): Promise<void> {
  if (stream.destroyed) return;
  const settled = new AbortController();
  const signal = AbortSignal.any([settled.signal, AbortSignal.timeout(timeout)]);
  try {
    await Promise.race([once(stream, 'drain', { signal }), once(stream, 'close', { signal })]);
  } catch {
    // The writer finds out with its next look at the stream.
  } finally {
    settled.abort();
  }
}
