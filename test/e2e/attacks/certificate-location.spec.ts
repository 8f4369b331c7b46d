import { describe, expect, it } from 'vitest';
import {
  AttackLab,
  CERTIFICATE_URL,
  delivered,
  notification,
  refused,
  simulator,
} from '../../support/hostile/attack-lab.js';
import { forgedNotification, servesForgedCertificate } from '../../support/hostile/mallory.js';

const FILE = new URL(forgedNotification().SigningCertURL).pathname;
const HOST = 'sns.us-east-1.amazonaws.com';

// One of each kind; all of them: test/unit/sns/certificate-url.spec.ts.

const LOOKALIKES = [
  'sns.s3-us-west-2.amazonaws.com',
  'sns.us-west-2.amazonaws.com',
  'sns.us-east-1.amazonaws.com.attacker.example',
  'evil.sns.us-east-1.amazonaws.com',
].map((host) => `https://${host}${FILE}`);

/** Each is read in two ways by two parsers, or leads elsewhere than a glance at it says. */
const AMBIGUOUS = [
  `https://${HOST}\\@attacker.example${FILE}`,
  `https://${HOST}@attacker.example${FILE}`,
  `https://${HOST}:443${FILE}`,
  `https://${HOST}/bucket/..${FILE}`,
  `https://${HOST}${FILE}?`,
  `HTTPS://${HOST}${FILE}`,
  `https://ｓns.us-east-1.amazonaws.com${FILE}`,
  ` https://${HOST}${FILE}`,
];

const INTERNAL = [
  'http://169.254.169.254/latest/meta-data/iam/security-credentials/',
  `https://[::1]${FILE}`,
  `file://${HOST}${FILE}`,
];

const CONTROLS = ['\t', '\n', '\r', '\0'].flatMap((character) => [
  `https://sns.us-east-1.amaz${character}onaws.com${FILE}`,
  `https://${HOST}${FILE}${character}`,
]);

/** All the world but SNS itself is the attacker’s, and serves a certificate that says "SNS". */
const open = () =>
  AttackLab.open('express', {
    fetch: (url) =>
      url.href === CERTIFICATE_URL ? simulator.fetch(url) : servesForgedCertificate(),
  });

describe('a certificate elsewhere than at the topic’s own SNS', () => {
  it('would be believed if it were asked for', async () => {
    const lab = await open();
    const forged = forgedNotification();
    expect(await lab.post(forged)).toEqual(delivered(forged, [forged.SigningCertURL]));
  });

  it.each([
    ['a lookalike host', LOOKALIKES],
    ['what two parsers read in two ways', AMBIGUOUS],
    ['the server’s own network and files', INTERNAL],
  ])('is not asked for at %s', async (_, urls) => {
    const lab = await open();
    for (const SigningCertURL of urls) {
      const outcome = await lab.post({ ...forgedNotification(), SigningCertURL });
      expect(outcome, SigningCertURL).toEqual(refused(403, 'CERTIFICATE_URL_REFUSED'));
    }
    const genuine = notification();
    expect(await lab.post(genuine)).toEqual(delivered(genuine, [CERTIFICATE_URL]));
  });

  it('is not asked for where the URL holds a control character', async () => {
    const lab = await open();
    for (const SigningCertURL of CONTROLS) {
      const outcome = await lab.post({ ...forgedNotification(), SigningCertURL });
      expect(outcome, JSON.stringify(SigningCertURL)).toEqual(refused(400, 'MALFORMED_MESSAGE'));
    }
  });

  it('does not matter to a genuine message that is relabelled', async () => {
    const lab = await open();
    const genuine = notification();
    for (const SigningCertURL of [...LOOKALIKES, CERTIFICATE_URL.replace(HOST, 'localhost')]) {
      const outcome = await lab.post({ ...genuine, SigningCertURL });
      expect(outcome, SigningCertURL).toEqual(refused(403, 'CERTIFICATE_URL_REFUSED'));
    }
    expect(await lab.post(genuine)).toEqual(delivered(genuine, [CERTIFICATE_URL]));
  });

  it('is not taken for another region’s, though that region signs with a name of its own', async () => {
    const lab = await AttackLab.open('express', {
      topicArns: ['arn:aws:sns:me-south-1:819895241319:*'],
      fetch: servesForgedCertificate,
    });
    const TopicArn = 'arn:aws:sns:me-south-1:819895241319:resource-tp1';
    const SigningCertURL = `https://sns.me-south-1.amazonaws.com${FILE}`;

    expect(await lab.post({ ...forgedNotification(), TopicArn })).toEqual(
      refused(403, 'CERTIFICATE_URL_REFUSED'),
    );
    expect(await lab.post({ ...forgedNotification(), TopicArn, SigningCertURL })).toEqual(
      refused(403, 'CERTIFICATE_REFUSED', [SigningCertURL]),
    );
  });
});
