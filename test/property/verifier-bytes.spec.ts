import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { anyText, drafts, post } from '../support/verification/sns-arbitraries.js';
import { createSnsWorld, type SnsWorld } from '../support/verification/sns-world.js';
import { VerdictTally } from '../support/verification/verdict-tally.js';

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** Pieces that mean something to a JSON parser. */
const piece = fc.oneof(
  anyText,
  fc.constantFrom(' ', '\n', '\t', '\\', '"', '{', '}', '[', ']', ',', ':', 'null', '\uFEFF', '\0'),
  fc.constantFrom('"Subject":null,', '"Type":"Notification",', '"__proto__":{},', '\\u000a', '\\/'),
);

const changes = fc.array(
  fc.record({ at: place, removed: fc.integer({ min: 0, max: 2 }), added: piece }),
  { minLength: 1, maxLength: 2 },
);

/** Half of the changes fall on the joints of the text, where they need not change its meaning. */
const joints = fc.array(
  fc.record({
    joint: place,
    added: fc.constantFrom(' ', '\n', '\t', '\r', '\v', '\uFEFF', ',', ''),
  }),
  { maxLength: 2 },
);

describe('the verifier accepts exactly what the reference accepts', () => {
  let world: SnsWorld;
  beforeAll(async () => {
    world = await createSnsWorld();
  });

  it('of texts that were changed on the way', async () => {
    const deliveries = fc.record({
      draft: drafts(world),
      changes: fc.oneof(changes, fc.constant([])),
      joints,
      asBytes: fc.boolean(),
    });
    const tally = new VerdictTally();
    await fc.assert(
      fc.asyncProperty(deliveries, async (delivery) => {
        let text = JSON.stringify(post(delivery.draft), null, 1);
        for (const { joint, added } of delivery.joints) {
          const lines = text.split('\n');
          const index = Math.floor(joint * lines.length);
          text = lines.with(index, added + lines[index]!).join('\n');
        }
        for (const { at, removed, added } of delivery.changes) {
          const index = Math.floor(at * text.length);
          text = text.slice(0, index) + added + text.slice(index + removed);
        }
        const { actual, expected } = await tally.compare(world, {
          body: delivery.asBytes ? Buffer.from(text) : text,
        });
        expect(actual).toEqual(expected);
      }),
      { numRuns: 450 },
    );
    expect(tally.rarer).toBeGreaterThanOrEqual(100);
  });

  it('of bytes that were changed on the way', async () => {
    const flips = fc.array(fc.record({ at: place, mask: fc.integer({ min: 0, max: 255 }) }), {
      minLength: 1,
      maxLength: 2,
    });
    const deliveries = fc.record({ draft: drafts(world), flips: fc.oneof(flips, fc.constant([])) });
    const tally = new VerdictTally();
    await fc.assert(
      fc.asyncProperty(deliveries, async (delivery) => {
        const bytes = Buffer.from(JSON.stringify(post(delivery.draft)));
        for (const { at, mask } of delivery.flips) bytes[Math.floor(at * bytes.length)]! ^= mask;
        const { actual, expected } = await tally.compare(world, { body: bytes });
        expect(actual).toEqual(expected);
      }),
      { numRuns: 350 },
    );
    expect(tally.rarer).toBeGreaterThanOrEqual(100);
  });

  it('of bytes that are a window on a larger buffer', async () => {
    const surroundings = fc.tuple(fc.uint8Array({ maxLength: 9 }), fc.uint8Array({ maxLength: 9 }));
    const tally = new VerdictTally();
    await fc.assert(
      fc.asyncProperty(drafts(world), surroundings, fc.nat(2), async (draft, [a, b], cut) => {
        const text = Buffer.from(JSON.stringify(post(draft)));
        const memory = Buffer.concat([a, text, b]);
        const end = a.length + text.length - (cut === 0 ? 1 : 0);
        const { actual, expected } = await tally.compare(world, {
          body: memory.subarray(a.length, end),
        });
        expect(actual).toEqual(expected);
      }),
      { numRuns: 350 },
    );
    expect(tally.rarer).toBeGreaterThanOrEqual(100);
  });
});
