import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { drafts, post } from '../support/verification/sns-arbitraries.js';
import { createSnsWorld, type SnsWorld } from '../support/verification/sns-world.js';
import { VerdictTally } from '../support/verification/verdict-tally.js';

const schemes = [
  'https://',
  'http://',
  'HTTPS://',
  'https:',
  'https:\\\\',
  '//',
  'file://',
  'data:',
];
const userinfos = ['', '', '', 'sns.us-east-1.amazonaws.com@', 'user:password@', '@'];
const hosts = [
  'sns.us-east-1.amazonaws.com',
  'sns.us-east-1.amazonaws.com.',
  'SNS.us-east-1.amazonaws.com',
  'sns.us-east-1.amazonaws.com\t',
  'sns.us-east-1.amazonaws.com.evil.example',
  'sns.s3-us-west-2.amazonaws.com',
  'sns.mars-1.amazonaws.com',
  'sns.us-west-2.amazonaws.com',
  'sns.us-east-1.amazonaws.com.cn',
  'sns%2Eus-east-1.amazonaws.com',
  'ｓns.us-east-1.amazonaws.com',
  '169.254.169.254',
  '127.0.0.1',
  '[::1]',
];
const ports = ['', '', '', ':443', ':80', ':', ':0443'];
const directories = ['/', '/', '/', '//', '/./', '/x/../', '/%2e/', '\\', '/x/', ''];
const filesOf = (id: string): string[] => [
  `SimpleNotificationService-${id}.pem`,
  `SimpleNotificationService-${id.toUpperCase()}.pem`,
  `SimpleNotificationService-${id}0.pem`,
  `SimpleNotificationService-${id}.PEM`,
  `SimpleNotificationService-${id}.pem/`,
  'SimpleNotificationService-.pem',
  'SimpleNotificationService.pem',
];
const ends = ['', '', '', '?', '#', '?a=b', '#a', ' ', '\n', '%00'];

/** Mostly the right piece, so that most addresses are wrong in one or two places only. */
function urlsLike(certificateUrl: string): fc.Arbitrary<string> {
  const files = filesOf(/[0-9a-f]{32}/.exec(certificateUrl)![0]);
  const pieces = [schemes, userinfos, hosts, ports, directories, files, ends].map((choices) =>
    fc.oneof(
      { weight: 9, arbitrary: fc.constant(choices[0]!) },
      { weight: 1, arbitrary: fc.constantFrom(...choices) },
    ),
  );
  return fc.tuple(...pieces).map((chosen) => chosen.join(''));
}

describe('the verifier accepts exactly what the reference accepts', () => {
  let world: SnsWorld;
  beforeAll(async () => {
    world = await createSnsWorld();
  });

  it('of certificate URLs put together from plausible and evil pieces', async () => {
    const simulator = world.good[0]!;
    const urls = urlsLike(simulator.certificateUrl);
    const tally = new VerdictTally();
    await fc.assert(
      fc.asyncProperty(drafts(world, [simulator]), urls, async (draft, url) => {
        const { actual, expected } = await tally.compare(world, {
          body: { ...post(draft), SigningCertURL: url },
        });
        expect(actual).toEqual(expected);
      }),
      { numRuns: 500 },
    );
    expect(tally.rarer).toBeGreaterThanOrEqual(100);
  });

  it('of messages signed with good and with bad certificates', async () => {
    const signers = [...world.good, ...world.bad];
    const tally = new VerdictTally();
    await fc.assert(
      fc.asyncProperty(drafts(world, signers), async (draft) => {
        const { actual, expected } = await tally.compare(world, {
          body: JSON.stringify(post(draft)),
        });
        expect(actual).toEqual(expected);
      }),
      { numRuns: 500 },
    );
    expect(tally.rarer).toBeGreaterThanOrEqual(100);
    expect(tally.unavailable).toBeGreaterThanOrEqual(20);
  });

  it("of messages that name the certificate of another message's signer", async () => {
    const tally = new VerdictTally();
    const others = fc.constantFrom(undefined, ...world.good);
    await fc.assert(
      fc.asyncProperty(drafts(world), others, async (draft, other) => {
        const body = { ...post(draft), SigningCertURL: (other ?? draft.signer).certificateUrl };
        const { actual, expected } = await tally.compare(world, { body });
        expect(actual).toEqual(expected);
      }),
      { numRuns: 500 },
    );
    expect(tally.rarer).toBeGreaterThanOrEqual(100);
  });
});
