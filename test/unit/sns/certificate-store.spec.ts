import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CertificateStore } from '../../../lib/sns/certificate-store.js';
import { SigningCertificate } from '../../../lib/sns/signing-certificate.js';
import { makeCertificate } from '../../support/sns/certificate-maker.js';
import { CertificateServer, nthCertificateUrl } from '../../support/sns/certificate-server.js';
import { skipWaits } from '../../support/clocks/skip-waits.js';

const US_EAST_1 = { partition: 'aws', region: 'us-east-1' };
const DAY = 24 * 60 * 60 * 1000;
const ISSUED = new Date('2026-11-01T00:00:00Z');
const EXPIRES = new Date('2027-12-01T00:00:00Z');
const FAILURE_TTL = 3_000;
const MAX_CERTIFICATES = 100;

async function certificateUntil(notAfter: Date): Promise<string> {
  const { pem } = await makeCertificate({
    subject: 'sns.amazonaws.com',
    notBefore: ISSUED,
    notAfter,
  });
  return pem;
}

describe('the certificate store', () => {
  let pem: string;
  let now: number;
  let server: CertificateServer;
  let store: CertificateStore;
  const get = (n: number) => store.get(nthCertificateUrl(n), US_EAST_1, 0);
  const peek = (n: number, region = US_EAST_1) => store.peek(nthCertificateUrl(n).href, region);

  beforeAll(async () => {
    pem = await certificateUntil(EXPIRES);
  });
  beforeEach(() => {
    skipWaits();
    now = Date.parse('2026-11-24T01:02:03.456Z');
    server = new CertificateServer(() => new Response(pem));
    store = new CertificateStore(server.fetch, () => now);
  });

  it('downloads a certificate once for all that ask for it at once', async () => {
    const gate = server.hold();
    const waiting = Array.from({ length: 50 }, () => get(1));
    gate.open();
    const certificates = await Promise.all(waiting);
    expect(certificates[0]).toBeInstanceOf(SigningCertificate);
    expect(new Set(certificates).size).toBe(1);
    expect(server.requested).toEqual([nthCertificateUrl(1).href]);
  });

  it('fails all that wait for a download that fails, after one request', async () => {
    server.answer = () => new Response('', { status: 503 });
    const gate = server.hold();
    const waiting = Array.from({ length: 50 }, () => get(1));
    gate.open();
    const outcomes = await Promise.allSettled(waiting);
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect(server.requested).toHaveLength(1);
  });

  it('downloads a certificate once in the year that it is valid', async () => {
    const first = await get(1);
    for (; now <= EXPIRES.getTime(); now += 30 * DAY) expect(await get(1)).toBe(first);
    now = EXPIRES.getTime();
    expect(await get(1)).toBe(first);
    expect(server.requested).toHaveLength(1);
  });

  it('drops a certificate when it expires, and takes the renewed one', async () => {
    await get(1);
    now = EXPIRES.getTime() + 1;
    expect(peek(1)).toBeUndefined();
    const renewed = await certificateUntil(new Date(EXPIRES.getTime() + DAY));
    server.answer = () => new Response(renewed);
    expect(await get(1)).toBeInstanceOf(SigningCertificate);
    expect(server.requested).toHaveLength(2);
  });

  it.each([
    ['expired', EXPIRES.getTime() + 1],
    ['not yet valid', ISSUED.getTime() - 1],
  ])('refuses a certificate that is %s, and asks for it once in three seconds', async (_, time) => {
    now = time;
    for (let tries = 0; tries < 3; tries += 1) {
      expect(await get(1)).toBe('the certificate is not within its validity period');
    }
    expect(peek(1)).toBeUndefined();
    expect(server.requested).toHaveLength(1);
    now += FAILURE_TTL + 1;
    await get(1);
    expect(server.requested).toHaveLength(2);
  });

  it('hands out without a promise what it has, and nothing else', async () => {
    expect(peek(1)).toBeUndefined();
    const certificate = await get(1);
    expect(peek(1)).toBe(certificate);
    expect(peek(2)).toBeUndefined();
  });

  it('hands out a certificate for the region only that it was downloaded for', async () => {
    await get(1);
    expect(peek(1, { partition: 'aws', region: 'us-east-2' })).toBeUndefined();
    expect(peek(1, { partition: 'aws-cn', region: 'us-east-1' })).toBeUndefined();
    expect(peek(1)).toBeInstanceOf(SigningCertificate);
  });

  it('downloads on after downloads have failed', async () => {
    server.answer = () => new Response('', { status: 500 });
    for (let n = 1; n <= 40; n += 1) {
      await expect(get(n)).rejects.toThrow('answered 500');
    }
    expect(server.requested).toHaveLength(40);
  });

  it('gives up the certificate that was used least recently when it is full', async () => {
    for (let n = 1; n <= MAX_CERTIFICATES; n += 1) await get(n);
    await get(1);
    await get(MAX_CERTIFICATES + 1);
    server.requested.length = 0;

    await get(1);
    await get(3);
    await get(MAX_CERTIFICATES + 1);
    expect(server.requested).toEqual([]);
    await get(2);
    expect(server.requested).toEqual([nthCertificateUrl(2).href]);
  });

  it('counts a look at a certificate as a use of it', async () => {
    for (let n = 1; n <= MAX_CERTIFICATES; n += 1) await get(n);
    peek(1);
    await get(MAX_CERTIFICATES + 1);
    expect(peek(1)).toBeInstanceOf(SigningCertificate);
    expect(peek(2)).toBeUndefined();
  });
});
