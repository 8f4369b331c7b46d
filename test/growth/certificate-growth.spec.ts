import { MisfitSimulator } from 'nestjs-misfit-notification/testing';
import { expect, it } from 'vitest';
import { CertificateStore } from '../../lib/sns/certificate-store.js';
import { SnsMessageVerifier } from '../../lib/sns/sns-message-verifier.js';
import { nthCertificateUrl } from '../support/sns/certificate-server.js';
import { heapInUse } from '../support/observers/garbage.js';
import { skipWaits } from '../support/clocks/skip-waits.js';

const REGION = { partition: 'aws', region: 'us-east-1' };
const MIB = 1024 * 1024;

/** Asks for certificates that do not exist, a hundred at a time. */
async function askForMany(store: CertificateStore, urls: number): Promise<void> {
  for (let n = 0; n < urls; n += 100) {
    const batch = Array.from({ length: 100 }, (_, index) =>
      store.get(nthCertificateUrl(n + index), REGION, 1_000),
    );
    await Promise.allSettled(batch);
  }
}

it('messages of 1 MiB that wait for their certificate hold no more than 32 MiB of text', async () => {
  const simulator = new MisfitSimulator();
  const message = simulator.notification([]);
  const verifier = new SnsMessageVerifier({
    topicArns: [simulator.topicArn],
    fetch: () => new Promise(() => undefined),
  });
  const before = heapInUse();
  const waiting = Array.from({ length: 100 }, (_, n) => {
    const unsigned = String(n).padEnd(MIB, '.');
    return verifier.verify(JSON.stringify({ ...message, unsigned }));
  });
  const outcomes = Promise.allSettled(waiting);
  await new Promise(setImmediate);
  // Each of them as the body that was posted, and as the object that it was parsed to.
  expect(heapInUse() - before).toBeLessThan(2 * 32 * MIB + 16 * MIB);
  expect((await outcomes).every(({ status }) => status === 'rejected')).toBe(true);
});

it('ten thousand made-up certificate URLs leave behind a bounded memory of failures', async () => {
  skipWaits();
  let fetches = 0;
  const store = new CertificateStore(() => {
    fetches++;
    return Promise.resolve(new Response('no such key', { status: 403 }));
  }, Date.now);

  const before = heapInUse();
  await askForMany(store, 10_000);
  expect(heapInUse() - before).toBeLessThan(16 * MIB);
  expect(fetches).toBe(10_000);
});

it('thirty thousand made-up URLs, most of which never have their turn, leave behind a bounded memory', async () => {
  skipWaits();
  const store = new CertificateStore(() => new Promise(() => undefined), Date.now);
  const before = heapInUse();
  await askForMany(store, 30_000);
  expect(heapInUse() - before).toBeLessThan(16 * MIB);
});
