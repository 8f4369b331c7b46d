import { LRUCache } from 'lru-cache';
import { atMost } from '../common/at-most.js';
import { describeError } from '../common/describe-error.js';
import { withoutStackTrace } from '../common/without-stack-trace.js';
import { DownloadQueue } from './download-queue.js';
import { CertificateUnavailableError } from './errors.js';
import { fetchBounded, type Fetch } from './fetch-bounded.js';
import { SigningCertificate, type CertificateLookup } from './signing-certificate.js';
import type { SnsRegion } from './sns-endpoint.js';

/** Time limit for one download, in ms. */
const FETCH_TIMEOUT = 5_000;

const MAX_CERTIFICATES = 100;
const MAX_FAILURES = 1_000;

/** Time for which a failure is stored, in ms. */
const FAILURE_TTL = 3_000;

/**
 * Signing certificates by URL. Each is kept as long as it is valid: SNS publishes the next one at
 * another URL, about once a year. Only valid certificates of SNS are stored, and there are few of
 * them, so made-up URLs cannot displace the real ones.
 *
 * Failures are stored separately, for three seconds only. A 404 is not kept longer: an attacker
 * never needs the same made-up URL twice, and a 404 for a real URL would be a fault of SNS that
 * may be over at the next attempt.
 */
export class CertificateStore {
  private readonly certificates = new LRUCache<string, SigningCertificate>(
    atMost(MAX_CERTIFICATES),
  );
  private readonly failures: LRUCache<string, CertificateUnavailableError | string>;
  private readonly downloads = new DownloadQueue((url, region) => this.download(url, region));

  constructor(
    private readonly fetch: Fetch,
    private readonly clock: () => number,
  ) {
    this.failures = new LRUCache({
      ...atMost(MAX_FAILURES),
      ttl: FAILURE_TTL,
      // The cache treats a time of 0 as unset, hence the `+ 1`. By default it reads the clock at
      // most once a millisecond, hence `ttlResolution`.
      perf: { now: () => clock() + 1 },
      ttlResolution: 0,
    });
  }

  /**
   * The stored certificate for exactly this URL and region, if it is valid now. Only checked URLs
   * are downloaded, so a URL that is found here does not have to be parsed again.
   */
  peek(href: string, region: SnsRegion): SigningCertificate | undefined {
    const certificate = this.certificates.get(href);
    if (certificate === undefined || !certificate.isOf(region)) return undefined;
    if (certificate.isValidAt(this.clock())) return certificate;
    this.certificates.delete(href);
    return undefined;
  }

  /**
   * The certificate at this URL, valid now, or the reason why it is refused.
   *
   * @param textLength length of the message that needs it, in UTF-16 code units.
   * @throws CertificateUnavailableError if it cannot be fetched within 5 s, or too many messages
   * wait for certificates.
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
    return isValid ? lookup : 'the certificate is not within its validity period';
  }
}
