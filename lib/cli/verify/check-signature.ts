import { acceptedVersion, checkSignature } from '../../sns/message-checks.js';
import type { SnsEnvelope } from '../../sns/parse-sns-message.js';
import { SIGNATURE_ALGORITHMS, SIGNATURE_VERSIONS } from '../../sns/signature.js';
import type { SigningCertificate } from '../../sns/signing-certificate.js';
import type { CheckList } from './check-list.js';

export function checkSignatureOf(
  list: CheckList,
  envelope: SnsEnvelope,
  certificate: SigningCertificate | undefined,
): void {
  const version = list.run(
    'signature version',
    () => acceptedVersion(envelope, SIGNATURE_VERSIONS),
    (accepted) => `${accepted}, ${SIGNATURE_ALGORITHMS[accepted]}`,
  );
  if (certificate === undefined || version === undefined) {
    const missing = certificate === undefined ? 'certificate' : 'signature version';
    list.skip('signature', `cannot be checked without an accepted ${missing}`);
    return;
  }
  list.run(
    'signature',
    () => checkSignature(envelope, certificate, version),
    () => 'belongs to the signed text',
  );
}
