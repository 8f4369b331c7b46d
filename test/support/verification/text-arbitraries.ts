import * as fc from 'fast-check';

// fast-check's own arbitraries for these, `fc.string({ unit: 'binary' })` and `fc.webUrl()`, first
// make a table of all characters: in each process of the tests, that takes longer than the tests.

const SURROGATES = { first: 0xd800, count: 0x800 };
const LAST = 0x10ffff;

const character = fc
  .integer({ min: 0, max: LAST - SURROGATES.count })
  .map((n) => String.fromCodePoint(n < SURROGATES.first ? n : n + SURROGATES.count));

/** Well-formed text of any Unicode characters. */
export function unicodeText(constraints?: fc.ArrayConstraints): fc.Arbitrary<string> {
  return fc.array(character, constraints).map((characters) => characters.join(''));
}

/** A URL with a path of any characters. */
export function webUrl(): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom('http', 'https'), fc.domain(), unicodeText())
    .map(([scheme, host, path]) => `${scheme}://${host}/${encodeURIComponent(path)}`);
}
