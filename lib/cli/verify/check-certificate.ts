import { X509Certificate } from 'node:crypto';
import { describeError } from '../../common/describe-error.js';
import { CertificateUnavailableError } from '../../sns/errors.js';
import { fetchBounded, type Fetch } from '../../sns/fetch-bounded.js';
import { acceptedCertificate, certificateUrlOf } from '../../sns/message-checks.js';
import type { SnsEnvelope } from '../../sns/parse-sns-message.js';
import { refusal } from '../../sns/refusal.js';
import { SigningCertificate } from '../../sns/signing-certificate.js';
import type { CheckList } from './check-list.js';

const FETCH_TIMEOUT = 5_000;

/** Where the signing certificate comes from: a file that was read, or its URL. */
export type CertificateSource = { readonly pem: string } | { readonly fetch: Fetch };

export interface FoundCertificate {
  readonly certificate: X509Certificate;
  /** Absent if it is not one of SNS. */
  readonly accepted?: SigningCertificate;
}

/** Nothing is downloaded from a URL that is not SNS's. */
export async function checkCertificate(
  list: CheckList,
  envelope: SnsEnvelope,
  source: CertificateSource,
  now: number,
): Promise<FoundCertificate | undefined> {
  const url = list.run(
    'certificate URL',
    () => certificateUrlOf(envelope),
    ({ href }) => href,
  );
  if (url === undefined && !('pem' in source)) {
    list.skip('certificate', 'nothing is downloaded from a refused URL');
    return undefined;
  }
  try {
    const pem = 'pem' in source ? source.pem : await download(source.fetch, url as URL);
    return inspect(list, envelope, pem, now);
  } catch (error) {
    list.fail('certificate', error);
    return undefined;
  }
}

async function download(fetch: Fetch, url: URL): Promise<string> {
  try {
    return await fetchBounded(fetch, url, { timeout: FETCH_TIMEOUT });
  } catch (cause) {
    const reason = `could not fetch the signing certificate: ${describeError(cause).message}`;
    throw new CertificateUnavailableError(reason, { cause });
  }
}

function inspect(
  list: CheckList,
  envelope: SnsEnvelope,
  pem: string,
  now: number,
): FoundCertificate {
  const certificate = new X509Certificate(pem);
  const lookup = SigningCertificate.parse(pem, envelope.topic);
  const accepted = list.run(
    'certificate',
    () => acceptedCertificate(envelope, lookup),
    () => `issued to ${nameOf(certificate)}`,
  );
  if (accepted === undefined) return { certificate };
  const { validFrom, validTo } = certificate;
  list.run(
    'validity',
    () => {
      if (accepted.isValidAt(now)) return;
      const reason = `valid from ${validFrom} to ${validTo}, not at ${new Date(now).toISOString()}`;
      throw refusal('CERTIFICATE_REFUSED', `the certificate is ${reason}`);
    },
    () => `from ${validFrom} to ${validTo}`,
  );
  return { certificate, accepted };
}

function nameOf({ subject }: X509Certificate): string {
  return /^CN=(.*)$/m.exec(subject)?.[1] ?? subject;
}
