import { LRUCache } from 'lru-cache';
import { describeError } from '../common/describe-error.js';
import { CertificateUnavailableError } from './errors.js';
import { fetchBounded, type Fetch } from './fetch-bounded.js';
import { SigningCertificate } from './signing-certificate.js';
import type { SnsRegion } from './sns-endpoint.js';

const FETCH_TIMEOUT = 5_000;
const MAX_FETCHES_IN_FLIGHT = 4;
const MAX_CERTIFICATES = 100;
const CERTIFICATE_TTL = 24 * 60 * 60 * 1000;
const MAX_FAILURES = 1_000;
const FAILURE_TTL = 3_000;

/** A certificate, or why the one at this URL will never do. */
export type CertificateLookup = SigningCertificate | string;

/**
 * Signing certificates by URL: one download each, however many messages wait for it. A failed
 * download is remembered for a few seconds only, and apart from the certificates, so that made-up
 * URLs can neither crowd out the real ones nor keep the downloads busy with one of them.
 */
export class CertificateStore {
  private readonly certificates: LRUCache<string, SigningCertificate>;
  private readonly failures: LRUCache<string, CertificateUnavailableError | string>;
  private readonly inFlight = new Map<string, Promise<CertificateLookup>>();

  constructor(
    private readonly fetch: Fetch,
    clock: () => number,
  ) {
    // The cache takes a time of zero for none, hence the 1, and would reuse the time that it read
    // for a millisecond of real time, hence the 0.
    const time = { perf: { now: () => clock() + 1 }, ttlResolution: 0 };
    this.certificates = new LRUCache({ max: MAX_CERTIFICATES, ttl: CERTIFICATE_TTL, ...time });
    this.failures = new LRUCache({ max: MAX_FAILURES, ttl: FAILURE_TTL, ...time });
  }

  /**
   * The certificate at hand for this very text and region. It was downloaded only because the text
   * had passed as a certificate's URL in that region: what finds one need not be parsed again.
   */
  peek(href: string, region: SnsRegion): SigningCertificate | undefined {
    const certificate = this.certificates.get(href);
    return certificate?.isOf(region) === true ? certificate : undefined;
  }

  /** @throws CertificateUnavailableError when it cannot be had now. */
  async get(url: URL, region: SnsRegion): Promise<CertificateLookup> {
    const key = url.href;
    const known = this.certificates.get(key);
    if (known !== undefined) return known;
    const failure = this.failures.get(key);
    if (failure instanceof CertificateUnavailableError) throw failure;
    if (failure !== undefined) return failure;

    const pending = this.inFlight.get(key);
    if (pending !== undefined) return pending;
    if (this.inFlight.size >= MAX_FETCHES_IN_FLIGHT) {
      throw new CertificateUnavailableError('too many certificates are being downloaded');
    }
    const download = this.download(url, key, region).finally(() => this.inFlight.delete(key));
    this.inFlight.set(key, download);
    return download;
  }

  private async download(url: URL, key: string, region: SnsRegion): Promise<CertificateLookup> {
    try {
      const pem = await fetchBounded(this.fetch, url, { timeout: FETCH_TIMEOUT });
      const lookup = SigningCertificate.parse(pem, region);
      if (typeof lookup === 'string') this.failures.set(key, lookup);
      else this.certificates.set(key, lookup);
      return lookup;
    } catch (cause) {
      const error = new CertificateUnavailableError(
        `the signing certificate could not be had: ${describeError(cause).message}`,
        { cause },
      );
      this.failures.set(key, error);
      throw error;
    }
  }
}
