import { describe, expect, it } from 'vitest';
import { parseEnvelope } from '../../../lib/sns/parse-envelope.js';

/** Longer than what may stand outside strings, and not one character of it outside. */
const LONG = 'say \\"[{,:}]\\" \\\\'.repeat(1_000);
const REST = '"Timestamp":"now","Signature":"s"';

describe('a text with a long Message is parsed as JSON.parse would', () => {
  it.each<[string, string]>([
    ['as SNS writes it', `{\n  "Type" : "t",\n  "Message" : "${LONG}",\n  ${REST}\n}`],
    ['without anything before', `{"Message":"${LONG}",${REST}}`],
    ['without anything behind', `{${REST},"Message":"${LONG}"}`],
    ['with another field behind', `{"Message":"${LONG}","Other":1,${REST}}`],
    ['with a field of the same name behind', `{"Message":"${LONG}",${REST},"Message":"b"}`],
    ['with a field of the same name before', `{"Message":"b","Message":"${LONG}",${REST}}`],
    [
      'with the name in another string',
      `{"Subject":"\\"Message\\":\\"b\\"","Message":"${LONG}",${REST}}`,
    ],
    ['in another object', `{"MessageAttributes":{"Message":"${LONG}",${REST}}}`],
    [
      'in another object, with one of the same name',
      `{"a":{"Message":"${LONG}",${REST}},"Message":"b"}`,
    ],
    ['in an array', `[{"Message":"${LONG}",${REST}}]`],
    ['with a name that is written with escapes', `{"\\u004dessage":"${LONG}",${REST}}`],
    ['with another string as long', `{"Message":"${LONG}","Subject":"${LONG}",${REST}}`],
    [
      'with attributes',
      `{"Message":"${LONG}",${REST},"MessageAttributes":{"Message":{"Type":"String","Value":"${LONG}"}}}`,
    ],
    ['with __proto__', `{"__proto__":{"Message":"b"},"Message":"${LONG}",${REST}}`],
    ['with blanks behind', `{"Message":"${LONG}",${REST}}${' '.repeat(100_000)}`],
    ['beyond Latin-1', `{"Message":"\u2003${LONG}",${REST}}`],
  ])('%s', (_, text) => {
    const parsed = parseEnvelope(text);
    expect(parsed).toEqual(JSON.parse(text));
    expect(JSON.stringify(parsed)).toBe(JSON.stringify(JSON.parse(text)));
  });

  it.each<[string, string]>([
    ['that does not end', `{"Message":"${LONG},${REST}`],
    ['with a control character', `{"Message":"${LONG}\n",${REST}}`],
    ['with an escape that there is not', `{"Message":"${LONG}\\x",${REST}}`],
    ['and more behind', `{"Message":"${LONG}",${REST}}{}`],
    ['and a byte order mark before', `\uFEFF{"Message":"${LONG}",${REST}}`],
    ['and blanks before that JSON does not have', `\u00a0{"Message":"${LONG}",${REST}}`],
    ['and blanks behind that JSON does not have', `{"Message":"${LONG}",${REST}}\u00a0`],
  ])('one %s is no JSON', (_, text) => {
    expect(() => parseEnvelope(text)).toThrow(SyntaxError);
  });
});

describe('structure', () => {
  it.each([
    ['of arrays', '['.repeat(5_000)],
    ['of objects', '{"a":'.repeat(2_000)],
    ['of keys', `{${'"a":1,'.repeat(2_000)}"b":1}`],
    ['of strings that nothing separates', '"'.repeat(10_000)],
    ['of numbers', `{"a":${'1'.repeat(5_000)}}`],
    ['of blanks in between', `{${' '.repeat(5_000)}"a":1}`],
    ['behind a long Message', `{"Message":"${LONG}",${REST},"a":[${'0,'.repeat(5_000)}0]}`],
    ['before a long Message', `{"a":[${'0,'.repeat(5_000)}0],"Message":"${LONG}",${REST}}`],
    ['posing as a long Message', `{"Message":"",${'[],'.repeat(5_000)}"",${REST}}`],
  ])('is refused unparsed where it is more than a message has: %s', (_, text) => {
    expect(parseEnvelope(text)).toBeUndefined();
  });

  it('suffices for a hundred attributes', () => {
    const attribute = (n: number) => [`attribute ${n}`, { Type: 'String', Value: LONG }];
    const entries = Array.from({ length: 100 }, (_, n) => attribute(n));
    const message = { Message: LONG, MessageAttributes: Object.fromEntries(entries) as object };
    expect(parseEnvelope(JSON.stringify(message))).toEqual(message);
  });
});

it.each(['\\"', '\\\\', '\\u0000'])('a string of millions of escapes is parsed: %s', (escape) => {
  const text = `{"Subject":"${escape.repeat(5_000_000)}"}`;
  expect(parseEnvelope(text)).toEqual(JSON.parse(text));
  expect(() => parseEnvelope(text.slice(0, -2))).toThrow(SyntaxError);
  expect(() => parseEnvelope(`${text.slice(0, -2)}\\`)).toThrow(SyntaxError);
});
