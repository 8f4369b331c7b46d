import {
  createHash,
  createPrivateKey,
  createPublicKey,
  createSign,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { feedSignedText } from '../sns/signed-text.js';
import { SIGNATURE_ALGORITHMS, type SnsSignatureVersion } from '../sns/signature.js';
import { certificateName, snsHost, type SnsRegion } from '../sns/sns-endpoint.js';
import type { SnsMessage } from '../sns/sns-message.js';
import { loadX509 } from './load-x509.js';
import type { SignedSnsMessage } from './signed-sns-message.js';

const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

/** Valid at any time of a test's clock. */
const VALIDITY = { notBefore: new Date('2000-01-01'), notAfter: new Date('2049-12-31') };

/** Signs like the SNS of a region, with its own key and certificate. */
export class SnsSigner {
  readonly certificateUrl: string;
  private readonly privateKey: KeyObject;
  private readonly publicKey: KeyObject;
  private certificate: Promise<string> | undefined;

  /** @param pem the RSA key to sign with; by default a new one. */
  constructor(
    private readonly region: SnsRegion,
    pem?: string,
  ) {
    this.privateKey = pem === undefined ? createKey() : createPrivateKey(pem);
    this.publicKey = createPublicKey(this.privateKey);
    const spki = this.publicKey.export({ type: 'spki', format: 'der' });
    const name = createHash('md5').update(spki).digest('hex');
    this.certificateUrl = `https://${snsHost(region)}/SimpleNotificationService-${name}.pem`;
  }

  sign(message: SnsMessage, version: SnsSignatureVersion): SignedSnsMessage {
    const sign = createSign(SIGNATURE_ALGORITHMS[version]);
    feedSignedText(message, sign);
    return {
      ...message,
      SignatureVersion: version,
      Signature: sign.sign(this.privateKey, 'base64'),
      SigningCertURL: this.certificateUrl,
    };
  }

  /**
   * The certificate in PEM.
   *
   * @throws MissingPackageError if the package that makes certificates is not installed.
   */
  certificatePem(): Promise<string> {
    this.certificate ??= this.createCertificate();
    return this.certificate;
  }

  private async createCertificate(): Promise<string> {
    const { SubjectAlternativeNameExtension, X509CertificateGenerator } = await loadX509();
    const { subtle } = globalThis.crypto;
    const pkcs8 = this.privateKey.export({ type: 'pkcs8', format: 'der' });
    const spki = this.publicKey.export({ type: 'spki', format: 'der' });
    const keys = {
      privateKey: await subtle.importKey('pkcs8', pkcs8, ALGORITHM, false, ['sign']),
      publicKey: await subtle.importKey('spki', spki, ALGORITHM, true, ['verify']),
    };
    const name = certificateName(this.region);
    const certificate = await X509CertificateGenerator.createSelfSigned({
      ...VALIDITY,
      keys,
      name: `CN=${name}`,
      signingAlgorithm: ALGORITHM,
      extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: name }])],
    });
    return certificate.toString('pem');
  }
}

function createKey(): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
}
