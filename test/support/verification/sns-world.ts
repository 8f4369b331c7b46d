import { createHash } from 'node:crypto';
import { MisfitSimulator } from 'nestjs-misfit-notification/testing';
import type { SnsSignatureVersion } from '../../../lib/sns/signature.js';
import { SnsMessageVerifier } from '../../../lib/sns/sns-message-verifier.js';
import { makeCertificate, type CertificateWish } from '../sns/certificate-maker.js';
import { referenceText, type ReferenceWorld } from './reference-verifier.js';

/** Signs messages of a topic, and says where its certificate is. */
export interface WorldSigner {
  readonly topicArn: string;
  readonly certificateUrl: string;
  sign(fields: Readonly<Record<string, string>>, version: string): string;
}

/** Topics, signers and certificates, good and bad, and a verifier that lives among them. */
export interface SnsWorld extends ReferenceWorld {
  readonly verifier: SnsMessageVerifier;
  /** Whose messages are genuine. The first is the simulator. */
  readonly good: readonly WorldSigner[];
  /** Whose certificates do not do, each for another reason. */
  readonly bad: readonly WorldSigner[];
}

const NOW = Date.parse('2026-11-24T01:02:03.456Z');
const DAY = 24 * 60 * 60 * 1000;
const MISFIT = 'arn:aws:sns:us-east-1:819895241319:';

/** Topics of other partitions and regions, with the names that sign there. */
const ELSEWHERE = {
  'arn:aws:sns:eu-central-2:123456789012:goals': 'sns-signing.eu-central-2.amazonaws.com',
  'arn:aws-cn:sns:cn-north-1:123456789012:goals': 'sns-cn-north-1.amazonaws.com.cn',
  'arn:aws-us-gov:sns:us-gov-east-1:123456789012:goals': 'sns-us-gov-west-1.amazonaws.com',
  'arn:aws-eusc:sns:eusc-de-east-1:123456789012:goals': 'sns-signing.eusc-de-east-1.amazonaws.eu',
};

const GOOD_NAME = 'sns.amazonaws.com';

/** The next certificate of the simulator's region: its name is where today's browsers look. */
const ROTATED: CertificateWish = { altNames: ['other.example', GOOD_NAME] };

const BAD_CERTIFICATES: readonly CertificateWish[] = [
  { subject: 'sns.example.com' },
  { subject: 'sns-signing.eu-central-2.amazonaws.com' },
  { altNames: ['*.amazonaws.com'] },
  { subject: GOOD_NAME, notAfter: new Date(NOW - DAY) },
  { subject: GOOD_NAME, notBefore: new Date(NOW + DAY) },
  { subject: GOOD_NAME, key: 'RSA 1024' },
  { subject: GOOD_NAME, key: 'EC P-256' },
];

export async function createSnsWorld(
  versions: readonly SnsSignatureVersion[] = ['1', '2'],
): Promise<SnsWorld> {
  const served = new Map<string, string>();
  const simulator = new MisfitSimulator({ topicArn: `${MISFIT}resource-tp1` });
  const good = [await simulatorSigner(simulator, served)];
  good.push(await certifiedSigner(`${MISFIT}resource-tp1`, ROTATED, served));
  for (const [topicArn, subject] of Object.entries(ELSEWHERE)) {
    good.push(await certifiedSigner(topicArn, { subject }, served));
  }
  const bad: WorldSigner[] = [];
  for (const wish of BAD_CERTIFICATES) {
    bad.push(await certifiedSigner(`${MISFIT}resource-tp1`, wish, served));
  }
  const last = bad[bad.length - 1]!;
  served.set(certificateUrl(last.topicArn, 'an error page'), '<html>Try again later</html>');
  bad.push({ ...last, certificateUrl: certificateUrl(last.topicArn, 'an error page') });
  bad.push({ ...last, certificateUrl: certificateUrl(last.topicArn, 'nothing at all') });

  const topics = Object.keys(ELSEWHERE);
  const verifier = new SnsMessageVerifier({
    topicArns: [...topics, `${MISFIT}*`],
    signatureVersions: versions,
    clock: () => NOW,
    fetch: async ({ href }) =>
      new Response(served.get(href), { status: served.has(href) ? 200 : 404 }),
  });
  return { verifier, good, bad, topics, accounts: [MISFIT], versions, now: NOW, served };
}

async function simulatorSigner(
  simulator: MisfitSimulator,
  served: Map<string, string>,
): Promise<WorldSigner> {
  const { SigningCertURL } = simulator.notification([]);
  served.set(SigningCertURL, await (await simulator.fetch(SigningCertURL)).text());
  return {
    topicArn: simulator.topicArn,
    certificateUrl: SigningCertURL,
    sign: (fields, version) =>
      simulator.sign(fields as never, version as SnsSignatureVersion).Signature,
  };
}

async function certifiedSigner(
  topicArn: string,
  wish: CertificateWish,
  served: Map<string, string>,
): Promise<WorldSigner> {
  const certificate = await makeCertificate(wish);
  const url = certificateUrl(topicArn, JSON.stringify(wish));
  served.set(url, certificate.pem);
  return {
    topicArn,
    certificateUrl: url,
    sign: (fields, version) =>
      certificate.sign(referenceText(fields), version === '1' ? 'sha1' : 'sha256'),
  };
}

function certificateUrl(topicArn: string, label: string): string {
  const [, partition, , region] = topicArn.split(':');
  const ends: Record<string, string> = { 'aws-cn': 'com.cn', 'aws-eusc': 'eu' };
  const id = createHash('md5').update(label).digest('hex');
  return `https://sns.${region}.amazonaws.${ends[partition!] ?? 'com'}/SimpleNotificationService-${id}.pem`;
}
