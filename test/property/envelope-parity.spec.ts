import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEnvelope } from '../../lib/sns/parse-envelope.js';
import { genuineVectors, HAVE_VECTORS, VECTORS_NOTE } from '../support/sns/genuine-vectors.js';
import { anyText } from '../support/verification/sns-arbitraries.js';

/** Most of it quotes and backslashes once it is JSON. */
const longText = fc
  .tuple(
    fc.oneof(anyText, fc.constantFrom('"', '\\', '",', '"Timestamp":"')),
    fc.integer({ min: 1_000, max: 6_000 }),
  )
  .map(([text, times]) => text.repeat(times).slice(0, 60_000));

const attributes = fc.dictionary(
  fc.oneof(fc.constantFrom('Message', 'Timestamp', '__proto__'), fc.string()),
  fc.record({ Type: fc.constantFrom('String', 'String.Array'), Value: anyText }),
  { maxKeys: 10 },
);

const KEYS = ['Type', 'MessageId', 'TopicArn', 'Subject', 'Message', 'Timestamp', 'Signature'];

/** What SNS does not write, but anybody else may: a field again, or one of another kind. */
const extraField = fc.oneof(
  fc.tuple(fc.constantFrom('Message', 'Timestamp'), fc.oneof(anyText, longText)),
  fc.tuple(fc.constant('MessageAttributes'), attributes),
  fc.tuple(anyText, fc.oneof(longText, fc.jsonValue({ maxDepth: 1 }))),
);

/** The fields of a message, half of the time in SNS's order and none twice. */
const fields = fc
  .tuple(
    fc.oneof(fc.constant(KEYS), fc.shuffledSubarray(KEYS)),
    fc.array(anyText, { minLength: KEYS.length, maxLength: KEYS.length }),
    longText,
    fc.oneof(
      fc.constant([]),
      fc.array(fc.tuple(fc.nat(KEYS.length), extraField), { maxLength: 3 }),
    ),
  )
  .map(([keys, texts, message, extras]) => {
    const all: (readonly [string, unknown])[] = keys.map((key, index) => [
      key,
      key === 'Message' ? message : texts[index],
    ]);
    for (const [index, extra] of extras) all.splice(index, 0, extra);
    return all;
  });

/** The message as JSON, written in one of several ways. */
const envelopes = fc
  .tuple(fields, fc.constantFrom('', '\n  ', '\r\n\t'), fc.constantFrom(0, 0, 3, 9_000))
  .map(([all, gap, blanks]) => {
    const colon = gap === '' ? ':' : ' : ';
    const lines = all.map(([key, value]) => JSON.stringify(key) + colon + JSON.stringify(value));
    return `{${gap}${lines.join(`,${gap}`)}${gap}}${' '.repeat(blanks)}`;
  });

function outcomeOf(parse: (text: string) => unknown, text: string): unknown {
  try {
    return parse(text);
  } catch {
    return 'not JSON';
  }
}

describe('parsing an envelope', () => {
  it('gives what JSON.parse gives, for fields of any length and in any order', () => {
    fc.assert(
      fc.property(envelopes, (text) => {
        expect(parseEnvelope(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives what JSON.parse gives for damaged texts, unless it refuses them', () => {
    const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const added = fc.constantFrom('', '"', '\\', '{', '}', ',', '[', ' ', '"Message":', '\\"');
    const verdicts = { same: 0, refused: 0 };
    fc.assert(
      fc.property(envelopes, place, fc.nat(2), added, (text, at, removed, piece) => {
        const index = Math.floor(at * text.length);
        const damaged = text.slice(0, index) + piece + text.slice(index + removed);
        const outcome = outcomeOf(parseEnvelope, damaged);
        verdicts[outcome === undefined ? 'refused' : 'same'] += 1;
        expect([undefined, outcomeOf(JSON.parse, damaged)]).toContainEqual(outcome);
      }),
      { numRuns: 1_000 },
    );
    expect(verdicts.same).toBeGreaterThan(verdicts.refused);
  });

  it.skipIf(!HAVE_VECTORS)(
    `gives what JSON.parse gives for genuine messages${VECTORS_NOTE}`,
    () => {
      for (const { text } of genuineVectors()) {
        for (const long of ['', '\\"', '\\\\', 'x', '\u2003']) {
          const edited = text.replace(/("Message" ?: ?")/, `$1${long.repeat(20_000)}`);
          expect(parseEnvelope(edited)).toEqual(JSON.parse(edited));
        }
      }
    },
  );
});
