import { createSign, KeyObject, type webcrypto } from 'node:crypto';
import {
  PublicKey,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

export type KeyKind = 'RSA 2048' | 'RSA 1024' | 'EC P-256';

export interface CertificateWish {
  /** The common name of the subject. */
  readonly subject?: string;
  readonly altNames?: readonly string[];
  readonly key?: KeyKind;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

export interface MadeCertificate {
  readonly pem: string;
  sign(text: string, digest: 'sha1' | 'sha256'): string;
}

const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
const publicExponent = new Uint8Array([1, 0, 1]);

const ALGORITHMS = {
  'RSA 2048': { ...RSA, modulusLength: 2048, publicExponent },
  'RSA 1024': { ...RSA, modulusLength: 1024, publicExponent },
  'EC P-256': { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
} as const;

const keyPairs = new Map<KeyKind, Promise<webcrypto.CryptoKeyPair>>();

/** A self-signed certificate; all certificates of one kind of key share one key. */
export async function makeCertificate(wish: CertificateWish = {}): Promise<MadeCertificate> {
  const { key = 'RSA 2048', altNames = [] } = wish;
  const keys = await keyPairOf(key);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    keys,
    name: wish.subject === undefined ? 'O=Somebody' : `CN=${wish.subject}`,
    notBefore: wish.notBefore ?? new Date('2000-01-01'),
    notAfter: wish.notAfter ?? new Date('2049-12-31'),
    signingAlgorithm: ALGORITHMS[key],
    extensions:
      altNames.length === 0
        ? []
        : [
            new SubjectAlternativeNameExtension(
              altNames.map((value) => ({ type: 'dns' as const, value })),
            ),
          ],
  });
  const privateKey = KeyObject.from(keys.privateKey);
  return {
    pem: certificate.toString('pem'),
    sign: (text, digest) => createSign(digest).update(text).sign(privateKey, 'base64'),
  };
}

/** A certificate, in PEM, over a key of any kind that WebCrypto need not know. */
export async function certifyKey(publicKey: KeyObject, subject: string): Promise<string> {
  const { privateKey } = await keyPairOf('RSA 2048');
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${subject}`,
    issuer: 'CN=Somebody',
    notBefore: new Date('2000-01-01'),
    notAfter: new Date('2049-12-31'),
    signingAlgorithm: ALGORITHMS['RSA 2048'],
    signingKey: privateKey,
    publicKey: new PublicKey(publicKey.export({ type: 'spki', format: 'der' })),
  });
  return certificate.toString('pem');
}

function keyPairOf(kind: KeyKind): Promise<webcrypto.CryptoKeyPair> {
  let pair = keyPairs.get(kind);
  if (pair === undefined) {
    pair = globalThis.crypto.subtle.generateKey(ALGORITHMS[kind], true, ['sign', 'verify']);
    keyPairs.set(kind, pair);
  }
  return pair;
}
