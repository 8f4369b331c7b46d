import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CertificateStore } from '../../../lib/sns/certificate-store.js';
import { CertificateUnavailableError } from '../../../lib/sns/errors.js';
import { SigningCertificate } from '../../../lib/sns/signing-certificate.js';
import { makeCertificate } from '../../support/certificate-maker.js';
import { CertificateServer, nthCertificateUrl } from '../../support/certificate-server.js';

const US_EAST_1 = { partition: 'aws', region: 'us-east-1' };
const DAY = 24 * 60 * 60 * 1000;
const MAX_CERTIFICATES = 100;

describe('the certificate store', () => {
  let pem: string;
  let now: number;
  let server: CertificateServer;
  let store: CertificateStore;
  const get = (n: number) => store.get(nthCertificateUrl(n), US_EAST_1);
  const peek = (n: number, region = US_EAST_1) => store.peek(nthCertificateUrl(n).href, region);

  beforeAll(async () => {
    ({ pem } = await makeCertificate({ subject: 'sns.amazonaws.com' }));
  });
  beforeEach(() => {
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

  it('keeps a certificate for a day by the clock, and no longer', async () => {
    await get(1);
    now += DAY;
    await get(1);
    expect(server.requested).toHaveLength(1);
    now += 1;
    await get(1);
    expect(server.requested).toHaveLength(2);
  });

  it('hands out without a promise what it has, and nothing else', async () => {
    expect(peek(1)).toBeUndefined();
    const certificate = await get(1);
    expect(peek(1)).toBe(certificate);
    expect(peek(2)).toBeUndefined();
    now += DAY + 1;
    expect(peek(1)).toBeUndefined();
  });

  it('hands out a certificate for the region only that it was downloaded for', async () => {
    await get(1);
    expect(peek(1, { partition: 'aws', region: 'us-east-2' })).toBeUndefined();
    expect(peek(1, { partition: 'aws-cn', region: 'us-east-1' })).toBeUndefined();
    expect(peek(1)).toBeInstanceOf(SigningCertificate);
  });

  it('runs four downloads at once, and turns a fifth away for the moment only', async () => {
    const gate = server.hold();
    const running = [1, 2, 3, 4].map(get);
    const fifth = get(5);
    await expect(fifth).rejects.toBeInstanceOf(CertificateUnavailableError);
    await expect(fifth).rejects.toThrow('too many certificates are being downloaded');
    expect(server.requested).toHaveLength(4);

    const second = get(2);
    gate.open();
    await Promise.all(running);
    expect(await second).toBeInstanceOf(SigningCertificate);
    expect(await get(5)).toBeInstanceOf(SigningCertificate);
    expect(server.requested).toHaveLength(5);
  });

  it('frees its place when a download fails', async () => {
    server.answer = () => new Response('', { status: 500 });
    for (let n = 1; n <= 20; n += 1) {
      await expect(get(n)).rejects.toThrow('answered 500');
    }
    expect(server.requested).toHaveLength(20);
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
