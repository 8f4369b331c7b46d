import { X509Certificate, type KeyObject } from 'node:crypto';
import { certificateName, type SnsRegion } from './sns-endpoint.js';

const MIN_MODULUS_BITS = 2048;

/** A certificate, or the reason why it is refused. */
export type CertificateLookup = SigningCertificate | string;

/** A certificate of SNS. It is parsed once; its validity period is checked at every use. */
export class SigningCertificate {
  readonly publicKey: KeyObject;
  private readonly validFrom: number;
  private readonly validTo: number;

  private constructor(
    certificate: X509Certificate,
    private readonly region: SnsRegion,
  ) {
    this.publicKey = certificate.publicKey;
    this.validFrom = Date.parse(certificate.validFrom);
    this.validTo = Date.parse(certificate.validTo);
  }

  /**
   * The certificate, or the reason why it cannot be one of SNS in that region.
   *
   * @throws Error if the text is not an X.509 certificate in PEM.
   */
  static parse(pem: string, region: SnsRegion): CertificateLookup {
    const certificate = new X509Certificate(pem);
    const name = certificateName(region);
    if (certificate.checkHost(name, { subject: 'always', wildcards: false }) === undefined) {
      return `the certificate was not issued for ${name}`;
    }
    const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
    const bits = asymmetricKeyDetails?.modulusLength ?? 0;
    if (asymmetricKeyType !== 'rsa' || bits < MIN_MODULUS_BITS) {
      return `the certificate's key is not RSA of ${MIN_MODULUS_BITS} bits or more`;
    }
    return new SigningCertificate(certificate, region);
  }

  /** Whether the certificate was checked for this region. */
  isOf({ partition, region }: SnsRegion): boolean {
    return region === this.region.region && partition === this.region.partition;
  }

  /** @param time in ms since 1970. */
  isValidAt(time: number): boolean {
    return this.validFrom <= time && time <= this.validTo;
  }
}
