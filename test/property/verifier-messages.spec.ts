import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { deliveriesWithHeaders } from './header-arbitraries.js';
import { anyEdits, edited, FIELD_NAMES, textEdits } from '../support/verification/message-edits.js';
import { bodyForms, drafts, post } from '../support/verification/sns-arbitraries.js';
import { createSnsWorld, type SnsWorld } from '../support/verification/sns-world.js';
import { VerdictTally } from '../support/verification/verdict-tally.js';

describe('the verifier accepts exactly what the reference accepts', () => {
  let world: SnsWorld;
  beforeAll(async () => {
    world = await createSnsWorld();
  });

  it('of messages that are signed after a change to one field', async () => {
    const deliveries = fc.record({ draft: drafts(world), edits: textEdits, form: bodyForms });
    const tally = new VerdictTally();
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ draft, edits, form }) => {
        const fields = edited(draft.fields, edits) as Record<string, string>;
        const { actual, expected } = await tally.compare(world, {
          body: form(post({ ...draft, fields })),
        });
        expect(actual).toEqual(expected);
      }),
      { numRuns: 400 },
    );
    expect(tally.rarer).toBeGreaterThanOrEqual(100);
  });

  it('of messages that are changed after they were signed', async () => {
    const deliveries = fc.record({ draft: drafts(world), edits: anyEdits, form: bodyForms });
    const tally = new VerdictTally();
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ draft, edits, form }) => {
        const { actual, expected } = await tally.compare(world, {
          body: form(edited(post(draft), edits)),
        });
        expect(actual).toEqual(expected);
      }),
      { numRuns: 400 },
    );
    expect(tally.rarer).toBeGreaterThanOrEqual(100);
  });

  it('of messages without one of their fields', async () => {
    const deliveries = fc.record({ draft: drafts(world), name: fc.constantFrom(...FIELD_NAMES) });
    const tally = new VerdictTally();
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ draft, name }) => {
        const { [name]: _, ...rest } = post(draft);
        const { actual, expected } = await tally.compare(world, { body: JSON.stringify(rest) });
        expect(actual).toEqual(expected);
      }),
      { numRuns: 400 },
    );
    expect(tally.rarer).toBeGreaterThanOrEqual(100);
  });

  it('of genuine messages under all kinds of headers', async () => {
    const tally = new VerdictTally();
    await fc.assert(
      fc.asyncProperty(deliveriesWithHeaders(world), async ([draft, headers]) => {
        const { actual, expected } = await tally.compare(world, {
          body: JSON.stringify(post(draft)),
          headers,
        });
        expect(actual).toEqual(expected);
      }),
      { numRuns: 400 },
    );
    expect(tally.rarer).toBeGreaterThanOrEqual(100);
  });

  it('which is none of the values that are no messages', async () => {
    const value = fc.anything({
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withSet: true,
      withSparseArray: true,
      withTypedArray: true,
      withUnicodeString: true,
    });
    const lookalike = fc.dictionary(fc.constantFrom(...FIELD_NAMES), value);
    const tally = new VerdictTally();
    await fc.assert(
      fc.asyncProperty(fc.oneof(value, lookalike), async (body) => {
        const { actual, expected } = await tally.compare(world, { body });
        expect(actual).toEqual(expected);
      }),
      { numRuns: 300 },
    );
    expect(tally.refused).toBe(300);
  });
});
