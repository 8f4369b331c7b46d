import { LRUCache } from 'lru-cache';
import { describeError } from '../common/describe-error.js';
import { withoutStackTrace } from '../common/without-stack-trace.js';
import { DownloadQueue } from './download-queue.js';
import { CertificateUnavailableError } from './errors.js';
import { fetchBounded, type Fetch } from './fetch-bounded.js';
import { SigningCertificate, type CertificateLookup } from './signing-certificate.js';
import type { SnsRegion } from './sns-endpoint.js';

const FETCH_TIMEOUT = 5_000;
const MAX_CERTIFICATES = 100;
const MAX_FAILURES = 1_000;
const FAILURE_TTL = 3_000;

/**
 * Signing certificates by URL, each kept as long as it is valid: SNS publishes the next one at
 * another URL, about once a year. Only certificates of SNS that are valid now get in, of which
 * there are few, so made-up URLs cannot push out the real ones.
 *
 * Failures are stored separately, for three seconds only. A 404 is not kept longer: an attacker
 * never needs the same made-up URL twice, and for a real URL a 404 would be an error of SNS that
 * may be over at the next attempt.
 */
export class CertificateStore {
  private readonly certificates = new LRUCache<string, SigningCertificate>({
    max: MAX_CERTIFICATES,
  });
  private readonly failures: LRUCache<string, CertificateUnavailableError | string>;
  private readonly downloads = new DownloadQueue((url, region) => this.download(url, region));

  constructor(
    private readonly fetch: Fetch,
    private readonly clock: () => number,
  ) {
    this.failures = new LRUCache({
      max: MAX_FAILURES,
      ttl: FAILURE_TTL,
      // The cache treats a time of zero as unset, hence the 1, and by default reuses a time for a
      // millisecond, hence the 0.
      perf: { now: () => clock() + 1 },
      ttlResolution: 0,
    });
  }

  /**
   * The certificate at hand for this very text and region, if it is valid now. It was downloaded
   * only because the text had passed as a certificate's URL in that region: what finds one need not
   * be parsed again.
   */
  peek(href: string, region: SnsRegion): SigningCertificate | undefined {
    const certificate = this.certificates.get(href);
    if (certificate === undefined || !certificate.isOf(region)) return undefined;
    if (certificate.isValidAt(this.clock())) return certificate;
    this.certificates.delete(href);
    return undefined;
  }

  /**
   * The certificate, valid now, or why the one at this URL is refused.
   *
   * @param textLength size of the message that asks, in UTF-16 code units.
   * @throws CertificateUnavailableError if it cannot be fetched within 5 s.
   */
  async get(url: URL, region: SnsRegion, textLength: number): Promise<CertificateLookup> {
    const known = this.peek(url.href, region) ?? this.failures.get(url.href);
    if (known instanceof CertificateUnavailableError) throw known;
    return known ?? this.downloads.get(url, region, textLength);
  }

  private async download(url: URL, region: SnsRegion): Promise<CertificateLookup> {
    try {
      const pem = await fetchBounded(this.fetch, url, { timeout: FETCH_TIMEOUT });
      const lookup = this.ifValidNow(SigningCertificate.parse(pem, region));
      if (typeof lookup === 'string') this.failures.set(url.href, lookup);
      else this.certificates.set(url.href, lookup);
      return lookup;
    } catch (cause) {
      const reason = `could not fetch the signing certificate: ${describeError(cause).message}`;
      const error = withoutStackTrace(() => new CertificateUnavailableError(reason, { cause }));
      this.failures.set(url.href, error);
      throw error;
    }
  }

  private ifValidNow(lookup: CertificateLookup): CertificateLookup {
    const isValid = typeof lookup === 'string' || lookup.isValidAt(this.clock());
    return isValid ? lookup : 'the certificate is out of its validity period';
  }
}
