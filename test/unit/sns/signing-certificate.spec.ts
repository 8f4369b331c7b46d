import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SigningCertificate } from '../../../lib/sns/signing-certificate.js';
import {
  certifyKey,
  makeCertificate,
  type CertificateWish,
} from '../../support/sns/certificate-maker.js';

const NAME = 'sns.amazonaws.com';
const US_EAST_1 = { partition: 'aws', region: 'us-east-1' };
const ZURICH = { partition: 'aws', region: 'eu-central-2' };

async function parse(wish: CertificateWish, region = US_EAST_1) {
  const { pem } = await makeCertificate(wish);
  return SigningCertificate.parse(pem, region);
}

describe('a signing certificate', () => {
  it.each<[string, CertificateWish]>([
    ['as its subject', { subject: NAME }],
    ['as an alternative name', { altNames: [NAME] }],
    ['as one of several alternative names', { altNames: ['a.example', NAME, 'b.example'] }],
    ['as its subject, beside other alternative names', { subject: NAME, altNames: ['a.example'] }],
  ])('is one that has the name of SNS %s', async (_, wish) => {
    expect(await parse(wish)).toBeInstanceOf(SigningCertificate);
  });

  it.each<[string, CertificateWish]>([
    ['another name', { subject: 'sns.example.com' }],
    ['no name', {}],
    ['a wildcard for its subject', { subject: '*.amazonaws.com' }],
    ['a wildcard among its alternative names', { altNames: ['*.amazonaws.com'] }],
    ['a name that only begins like it', { subject: `${NAME}.example` }],
    ['a name that only ends like it', { subject: `my-${NAME}`, altNames: [`my.${NAME}`] }],
    ['the domain alone', { altNames: ['amazonaws.com'] }],
    ['the name of another region', { subject: 'sns-signing.eu-central-2.amazonaws.com' }],
    ['the host that serves it', { altNames: ['sns.us-east-1.amazonaws.com'] }],
  ])('is refused with %s', async (_, wish) => {
    expect(await parse(wish)).toBe(`the certificate was not issued for ${NAME}`);
  });

  it('carries the name of the region that it is for', async () => {
    const wish = { subject: 'sns-signing.eu-central-2.amazonaws.com' };
    expect(await parse(wish, ZURICH)).toBeInstanceOf(SigningCertificate);
    expect(await parse({ subject: NAME }, ZURICH)).toBe(
      `the certificate was not issued for ${wish.subject}`,
    );
  });

  it.each(['RSA 1024', 'EC P-256'] as const)('is refused with a key of %s', async (key) => {
    expect(await parse({ subject: NAME, key })).toBe(
      "the certificate's key is not RSA of 2048 bits or more",
    );
  });

  it('is refused with a key that is for another padding of RSA', async () => {
    const { publicKey } = generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
    expect(SigningCertificate.parse(await certifyKey(publicKey, NAME), US_EAST_1)).toBe(
      "the certificate's key is not RSA of 2048 bits or more",
    );
  });

  it('gives the key that it certifies', async () => {
    const { pem } = await makeCertificate({ subject: NAME });
    const certificate = SigningCertificate.parse(pem, US_EAST_1) as SigningCertificate;
    expect(certificate.publicKey.equals(createPublicKey(pem))).toBe(true);
  });

  it('is valid from its first second to its last', async () => {
    const notBefore = new Date('2026-11-10T00:00:00Z');
    const notAfter = new Date('2026-12-01T12:30:00Z');
    const certificate = (await parse({ subject: NAME, notBefore, notAfter })) as SigningCertificate;
    const at = (date: Date, milliseconds = 0) =>
      certificate.isValidAt(date.getTime() + milliseconds);
    expect([at(notBefore, -1), at(notBefore), at(notAfter), at(notAfter, 1)]).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('may last beyond 2049, when X.509 writes its dates in another form', async () => {
    const notAfter = new Date('2061-01-02T03:04:05Z');
    const certificate = (await parse({ subject: NAME, notAfter })) as SigningCertificate;
    expect(certificate.isValidAt(notAfter.getTime())).toBe(true);
    expect(certificate.isValidAt(notAfter.getTime() + 1)).toBe(false);
  });

  it.each([
    ['nothing', ''],
    ['an error page', '<html>Not found</html>'],
    ['an empty certificate', '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n'],
    ['rubbish in armour', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
  ])('is not made of %s', (_, text) => {
    expect(() => SigningCertificate.parse(text, US_EAST_1)).toThrow(Error);
  });
});
