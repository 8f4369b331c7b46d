import { createVerify, type KeyObject } from 'node:crypto';
import { feedSignedText } from './signed-text.js';
import type { SnsMessage } from './sns-message.js';

/**
 * Version of a signature: `'1'`, the default of SNS, is RSA with SHA-1, `'2'` is RSA with SHA-256.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 * @publicApi
 */
export type SnsSignatureVersion = '1' | '2';

export const SIGNATURE_VERSIONS: readonly SnsSignatureVersion[] = ['1', '2'];

export const SIGNATURE_ALGORITHMS: Readonly<Record<SnsSignatureVersion, string>> = {
  '1': 'RSA-SHA1',
  '2': 'RSA-SHA256',
};

/**
 * The bytes of a signature, or `undefined` if the text is not their canonical base64. Node's
 * decoder alone also accepts blanks, the URL-safe alphabet and any text after the end.
 */
export function decodeSignature(base64: string): Buffer | undefined {
  const bytes = Buffer.from(base64, 'base64');
  return bytes.toString('base64') === base64 ? bytes : undefined;
}

export function isSignedBy(
  publicKey: KeyObject,
  version: SnsSignatureVersion,
  message: SnsMessage,
  signature: Buffer,
): boolean {
  const verify = createVerify(SIGNATURE_ALGORITHMS[version]);
  feedSignedText(message, verify);
  return verify.verify(publicKey, signature);
}
