import { MisfitSimulator } from 'nestjs-misfit-notification/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CertificateUnavailableError } from '../../../lib/sns/errors.js';
import type { Fetch } from '../../../lib/sns/fetch-bounded.js';
import { SnsMessageVerifier } from '../../../lib/sns/sns-message-verifier.js';
import { refusalOf } from '../../support/observers/refusals.js';

const DEADLINE = 5_000;
const simulator = new MisfitSimulator();
const message = simulator.notification([]);

const verifierWith = (fetch: Fetch) =>
  new SnsMessageVerifier({ topicArns: [simulator.topicArn], fetch });

const throwing =
  (reason: unknown): Fetch =>
  () => {
    throw reason;
  };
const rejecting =
  (reason: unknown): Fetch =>
  () =>
    Promise.reject(reason);
const never = new Promise<never>(() => undefined);

describe('a genuine message whose certificate cannot be had', () => {
  it.each<[string, Fetch]>([
    ['throws an error at once', throwing(new Error('no'))],
    ['throws a text at once', throwing('no')],
    ['throws undefined at once', throwing(undefined)],
    ['rejects with an error', rejecting(new TypeError('fetch failed'))],
    ['rejects with null', rejecting(null)],
    ['rejects with an object without a prototype', rejecting(Object.create(null))],
    ['answers undefined', async () => undefined as never],
    ['answers a 404', async () => new Response('', { status: 404 })],
    ['answers without a body', async () => new Response(null)],
    ['answers a body that has been read', async () => alreadyRead()],
    ['answers a network error', async () => Response.error()],
  ])('can be delivered again when the fetch %s', async (_, fetch) => {
    const refusal = await refusalOf(verifierWith(fetch).verify(message));
    expect(refusal).toBeInstanceOf(CertificateUnavailableError);
    expect(refusal.code).toBe('CERTIFICATE_UNAVAILABLE');
    expect(refusal.message).toMatch(/^could not fetch the signing certificate: \S/);
  });

  it('names the text that a fetch has thrown', async () => {
    const refusal = await refusalOf(verifierWith(throwing('no route')).verify(message));
    expect(refusal.message).toBe('could not fetch the signing certificate: no route');
  });

  it('is accepted when it comes again, and the certificate is there', async () => {
    let now = Date.now();
    let isDown = true;
    const verifier = new SnsMessageVerifier({
      topicArns: [simulator.topicArn],
      clock: () => now,
      fetch: (url) =>
        isDown ? Promise.resolve(new Response('', { status: 500 })) : simulator.fetch(url),
    });
    await expect(verifier.verify(message)).rejects.toBeInstanceOf(CertificateUnavailableError);
    isDown = false;
    now += 20_000;
    expect(await verifier.verify(message)).toMatchObject({ MessageId: message.MessageId });
  });

  describe('because nobody answers', () => {
    beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
    afterEach(() => void vi.useRealTimers());

    it.each<[string, Fetch]>([
      ['never answers', () => never],
      ['answers with a body that never ends', async () => new Response(new ReadableStream())],
    ])('can be delivered again after five seconds when the fetch %s', async (_, fetch) => {
      let outcome: unknown = 'waiting';
      void verifierWith(fetch)
        .verify(message)
        .catch((error: unknown) => (outcome = error));
      await vi.advanceTimersByTimeAsync(DEADLINE - 1);
      expect(outcome).toBe('waiting');
      await vi.advanceTimersByTimeAsync(1);
      expect(outcome).toBeInstanceOf(CertificateUnavailableError);
    });

    it('keeps nobody waiting longer who comes later', async () => {
      const verifier = verifierWith(() => never);
      const outcomes: unknown[] = [];
      const verify = () =>
        void verifier.verify(message).catch((error: unknown) => outcomes.push(error));
      verify();
      await vi.advanceTimersByTimeAsync(DEADLINE - 100);
      verify();
      await vi.advanceTimersByTimeAsync(100);
      expect(outcomes).toHaveLength(2);
    });
  });
});

async function alreadyRead(): Promise<Response> {
  const response = new Response('text');
  await response.text();
  return response;
}
