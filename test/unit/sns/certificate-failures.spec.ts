import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CertificateStore } from '../../../lib/sns/certificate-store.js';
import { CertificateUnavailableError } from '../../../lib/sns/errors.js';
import { SigningCertificate } from '../../../lib/sns/signing-certificate.js';
import { makeCertificate } from '../../support/sns/certificate-maker.js';
import { CertificateServer, nthCertificateUrl } from '../../support/sns/certificate-server.js';
import { skipWaits } from '../../support/clocks/skip-waits.js';

const US_EAST_1 = { partition: 'aws', region: 'us-east-1' };
const FAILURE_TTL = 3_000;
const ERROR_PAGE = '<html>SlowDown</html>';

describe('the certificate store after a failure', () => {
  let good: string;
  let foreign: string;
  let now: number;
  let server: CertificateServer;
  let store: CertificateStore;
  const get = (n = 1) => store.get(nthCertificateUrl(n), US_EAST_1, 0);

  beforeAll(async () => {
    good = (await makeCertificate({ subject: 'sns.amazonaws.com' })).pem;
    foreign = (await makeCertificate({ subject: 'example.com' })).pem;
  });
  beforeEach(() => {
    skipWaits();
    now = Date.parse('2026-11-24T01:02:03.456Z');
    server = new CertificateServer(() => new Response(good));
    store = new CertificateStore(server.fetch, () => now);
  });

  const failures: readonly [string, () => Response, RegExp][] = [
    ['an error page', () => new Response(ERROR_PAGE, { status: 503 }), /answered 503/],
    ['an error page with status 200', () => new Response(ERROR_PAGE), /could not fetch/],
    ['a certificate with status 500', () => new Response(good, { status: 500 }), /answered 500/],
    ['a certificate with status 203', () => new Response(good, { status: 203 }), /answered 203/],
    [
      'a redirect',
      () => Response.redirect('https://sns.us-east-1.amazonaws.com/', 302),
      /answered 302/,
    ],
    ['nothing', () => new Response(null), /could not fetch/],
    ['half a certificate', () => new Response(good.slice(0, 400)), /could not fetch/],
    ['more than 64 KiB', () => new Response(good + '\n'.repeat(65_536)), /over 65536 bytes/],
    [
      'a failure of the network',
      () => {
        throw new TypeError('fetch failed');
      },
      /fetch failed/,
    ],
  ];

  it.each(failures)('remembers %s for three seconds, and no longer', async (_, answer, reason) => {
    server.answer = answer;
    const first = get();
    await expect(first).rejects.toBeInstanceOf(CertificateUnavailableError);
    await expect(first).rejects.toThrow(reason);
    await expect(first).rejects.not.toThrow(/SlowDown|BEGIN/);

    server.answer = () => new Response(good);
    now += FAILURE_TTL;
    await expect(get()).rejects.toThrow(reason);
    expect(server.requested).toHaveLength(1);

    now += 1;
    expect(await get()).toBeInstanceOf(SigningCertificate);
    expect(server.requested).toHaveLength(2);
  });

  it("remembers somebody else's certificate for three seconds, and no longer", async () => {
    server.answer = () => new Response(foreign);
    expect(await get()).toBe('the certificate was not issued for sns.amazonaws.com');

    server.answer = () => new Response(good);
    now += FAILURE_TTL;
    expect(await get()).toBe('the certificate was not issued for sns.amazonaws.com');
    expect(server.requested).toHaveLength(1);

    now += 1;
    expect(await get()).toBeInstanceOf(SigningCertificate);
  });

  it('counts three seconds by the clock that it was given, and not by that of the machine', async () => {
    server.answer = () => new Response('', { status: 503 });
    await expect(get()).rejects.toThrow('answered 503');
    now += 365 * 24 * 60 * 60 * 1000;
    server.answer = () => new Response(good);
    expect(await get()).toBeInstanceOf(SigningCertificate);
  });

  it('starts the three seconds anew with every failure', async () => {
    server.answer = () => new Response('', { status: 503 });
    await expect(get()).rejects.toThrow('answered 503');
    now += FAILURE_TTL + 1;
    await expect(get()).rejects.toThrow('answered 503');
    now += FAILURE_TTL;
    await expect(get()).rejects.toThrow('answered 503');
    expect(server.requested).toHaveLength(2);
  });

  it('still serves the other certificates', async () => {
    await get(1);
    server.answer = () => new Response('', { status: 404 });
    await expect(get(2)).rejects.toThrow('answered 404');
    server.answer = () => new Response(good);
    expect(await get(1)).toBeInstanceOf(SigningCertificate);
    expect(await get(3)).toBeInstanceOf(SigningCertificate);
  });

  it('gives up no certificate for it, however many addresses fail', async () => {
    const certificate = await get(0);
    server.answer = () => new Response('', { status: 404 });
    for (let n = 1; n <= 1_500; n += 1) await get(n).catch(() => undefined);
    expect(server.requested).toHaveLength(1_501);
    expect(store.peek(nthCertificateUrl(0).href, US_EAST_1)).toBe(certificate);
  });

  it('forgets the oldest of a thousand failures rather than grow', async () => {
    server.answer = () => new Response('', { status: 404 });
    for (let n = 1; n <= 1_001; n += 1) await get(n).catch(() => undefined);
    server.requested.length = 0;
    await get(1_001).catch(() => undefined);
    await get(1).catch(() => undefined);
    expect(server.requested).toEqual([nthCertificateUrl(1).href]);
  });

  it('counts three seconds by a clock that starts at zero, too', async () => {
    now = 0;
    server.answer = () => new Response('', { status: 503 });
    await expect(get()).rejects.toThrow('answered 503');
    now = FAILURE_TTL;
    await expect(get()).rejects.toThrow('answered 503');
    expect(server.requested).toHaveLength(1);
    now += 1;
    await expect(get()).rejects.toThrow('answered 503');
    expect(server.requested).toHaveLength(2);
  });
});
