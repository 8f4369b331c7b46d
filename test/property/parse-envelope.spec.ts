import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEnvelope } from '../../lib/sns/parse-envelope.js';

/** Longer than what is parsed without a look at its structure. */
const LONG = 5_000;

type Outcome = { readonly value: unknown } | 'not JSON';

function outcomeOf(parse: (text: string) => unknown, text: string): Outcome {
  try {
    return { value: parse(text) };
  } catch {
    return 'not JSON';
  }
}

const field = fc.constantFrom(
  'Message',
  'Timestamp',
  'Type',
  'Subject',
  '__proto__',
  'Mess\\u0061ge',
);

/** Envelopes in any order of fields, with fields that come twice, as text. */
const envelopeText = fc
  .record({
    fields: fc.array(fc.tuple(field, fc.string({ unit: 'binary' })), { maxLength: 8 }),
    message: fc.string({ unit: 'binary', minLength: 1 }).map((text) => text.repeat(LONG)),
    position: fc.nat(8),
    space: fc.constantFrom('', ' ', '\n\t'),
  })
  .map(({ fields, message, position, space }) => {
    const members = fields.map(([name, value]) => `"${name}"${space}:${JSON.stringify(value)}`);
    members.splice(position, 0, `"Message":${space}${JSON.stringify(message)}`);
    return `${space}{${members.join(`${space},`)}}${space}`;
  });

describe('an envelope is parsed in two pieces', () => {
  it('to the very value of JSON.parse, whatever the order of its fields and however often they come', () => {
    fc.assert(
      fc.property(envelopeText, (text) => {
        expect(parseEnvelope(text)).toStrictEqual(JSON.parse(text));
      }),
      { numRuns: 300 },
    );
  });

  it('or refused, or parsed as JSON.parse does, after any change of its text', () => {
    const change = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(9) });
    const insertion = fc.constantFrom('', '"', '\\', '{', '}', '"Message":"x",', '"Timestamp"');
    fc.assert(
      fc.property(envelopeText, change, insertion, (text, { at, cut }, inserted) => {
        const index = Math.floor(at * text.length);
        const changed = text.slice(0, index) + inserted + text.slice(index + cut);
        const outcome = outcomeOf(parseEnvelope, changed);
        // JSON that is refused has much outside its strings: these texts do not, unless broken.
        if (outcome !== 'not JSON' && outcome.value === undefined) return;
        expect(outcome).toStrictEqual(outcomeOf(JSON.parse, changed));
      }),
      { numRuns: 300 },
    );
  });

  it('is never refused for the length or the escapes of its strings', () => {
    fc.assert(
      fc.property(fc.constantFrom('"', '\\', '\n', '\u0000', '😀', '[{'), (text) => {
        const message = { Type: 'Notification', Subject: 'x', Message: text.repeat(200_000) };
        expect(parseEnvelope(JSON.stringify(message))).toStrictEqual(message);
        const reversed = {
          Message: message.Message,
          Type: 'x',
          Timestamp: 'y',
          Note: '"Timestamp"',
        };
        expect(parseEnvelope(JSON.stringify(reversed))).toStrictEqual(reversed);
      }),
      { numRuns: 12 },
    );
  });
});
