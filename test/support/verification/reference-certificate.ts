import { SubjectAlternativeNameExtension, X509Certificate } from '@peculiar/x509';

/** Regions that an account has to opt into: AWS gives each a name of its own to sign with. */
const OPT_IN =
  'af-south-1 ap-east-1 ap-east-2 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ' +
  'ap-southeast-6 ap-southeast-7 ca-west-1 eu-central-2 eu-south-1 eu-south-2 il-central-1 ' +
  'me-central-1 me-south-1 mx-central-1';

const parsed = new Map<string, X509Certificate | undefined>();

/** Why a certificate does not do, by another X.509 parser than the package's. */
export function referenceCertificateFault(
  pem: string | undefined,
  partition: string,
  region: string,
  now: number,
): 'refused' | 'unavailable' | undefined {
  const certificate = pem === undefined ? undefined : parse(pem);
  if (certificate === undefined) return 'unavailable';
  const alternatives = certificate.getExtension(SubjectAlternativeNameExtension)?.names.items ?? [];
  const names = [
    ...certificate.subjectName.getField('CN'),
    ...alternatives.map(({ value }) => value),
  ];
  const key = certificate.publicKey.algorithm as { name: string; modulusLength?: number };
  const isGood =
    names.includes(nameIn(partition, region)) &&
    certificate.notBefore.getTime() <= now &&
    now <= certificate.notAfter.getTime() &&
    key.name.startsWith('RSA') &&
    (key.modulusLength ?? 0) >= 2048;
  return isGood ? undefined : 'refused';
}

function nameIn(partition: string, region: string): string {
  if (partition === 'aws-cn') return `sns-${region}.amazonaws.com.cn`;
  if (partition === 'aws-us-gov') return 'sns-us-gov-west-1.amazonaws.com';
  if (partition === 'aws-eusc') return `sns-signing.${region}.amazonaws.eu`;
  return OPT_IN.split(' ').includes(region)
    ? `sns-signing.${region}.amazonaws.com`
    : 'sns.amazonaws.com';
}

function parse(pem: string): X509Certificate | undefined {
  if (!parsed.has(pem)) {
    const isPem = pem.includes('-----BEGIN CERTIFICATE-----');
    parsed.set(pem, isPem ? new X509Certificate(pem) : undefined);
  }
  return parsed.get(pem);
}
