import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SnsSignatureVersion } from '../../lib/sns/signature.js';
import { anyText, drafts, post } from '../support/verification/sns-arbitraries.js';
import { createSnsWorld, type SnsWorld } from '../support/verification/sns-world.js';
import { VerdictTally } from '../support/verification/verdict-tally.js';

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

type Rewrite = (signature: string) => string;

/** Other ways to write a signature; a lenient decoder reads most of them as the same bytes. */
const rewrites: fc.Arbitrary<Rewrite> = fc.oneof(
  { weight: 4, arbitrary: fc.constant((signature: string) => signature) },
  fc.constantFrom<Rewrite[]>(
    (signature) => signature.replaceAll('+', '-').replaceAll('/', '_'),
    (signature) => signature.replace(/=+$/, ''),
    (signature) => `${signature}=`,
    (signature) => `${signature}====`,
    (signature) => ` ${signature}`,
    (signature) => `${signature}\n`,
    (signature) => signature.replace(/.{64}/g, '$&\r\n'),
    (signature) => `${signature}AAAA`,
    (signature) => signature + signature,
    (signature) => signature.toLowerCase(),
    (signature) => Buffer.from(signature, 'base64').toString('hex'),
    // The last character before the padding holds bits that a decoder drops.
    (signature) =>
      signature.replace(/.(?==+$)/, (last) => BASE64[(BASE64.indexOf(last) ^ 1) % 64]!),
    () => '',
    () => 'AAAA',
    () => Buffer.alloc(256).toString('base64'),
    () => Buffer.alloc(256, 255).toString('base64'),
    () => Buffer.alloc(1).toString('base64'),
  ),
  fc.tuple(fc.nat(300), anyText).map(
    ([at, text]): Rewrite =>
      (signature) =>
        signature.slice(0, at) + text + signature.slice(at),
  ),
);

const labels = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('1', '2', '3', '0', '', '1.0', ' 1', 'sha1', 'toString'),
  },
  { weight: 1, arbitrary: fc.oneof(anyText, fc.nat().map(String)) },
);

describe.each<[SnsSignatureVersion[]]>([[['1', '2']], [['2']]])(
  'with the signature versions %j, the verifier accepts exactly what the reference accepts',
  (versions) => {
    let world: SnsWorld;
    beforeAll(async () => {
      world = await createSnsWorld(versions);
    });

    it('of signatures written and labelled in other ways', async () => {
      const deliveries = fc.record({ draft: drafts(world), rewrite: rewrites, label: labels });
      const tally = new VerdictTally();
      await fc.assert(
        fc.asyncProperty(deliveries, async ({ draft, rewrite, label }) => {
          const message = post(draft);
          const SignatureVersion = label ?? message.SignatureVersion;
          const Signature = rewrite(message.Signature!);
          const { actual, expected } = await tally.compare(world, {
            body: { ...message, SignatureVersion, Signature },
          });
          expect(actual).toEqual(expected);
        }),
        { numRuns: 600 },
      );
      expect(tally.rarer).toBeGreaterThanOrEqual(100);
    });
  },
);
