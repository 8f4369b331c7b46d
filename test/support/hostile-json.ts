import type { SignedSnsMessage } from 'nestjs-misfit-notification/testing';

/** As often as it fits into so many characters. */
const fill = (piece: string, length: number) => piece.repeat(Math.floor(length / piece.length));

/** Texts of one length that take long to parse, to search or to reject. */
export function hostileTexts(length: number, genuine: SignedSnsMessage): [string, string][] {
  const within = (start: string, piece: string, end: string) =>
    start + fill(piece, length - start.length - end.length) + end;
  const [before, after] = JSON.stringify({ ...genuine, Subject: '*' }).split('"*"') as [
    string,
    string,
  ];
  const half = Math.floor(length / 2);
  return [
    ['arrays in arrays', fill('[', length)],
    ['arrays in arrays, all closed', fill('[', half) + fill(']', half)],
    ['objects in objects', fill('{"a":', length)],
    ['a list of objects', within('[', '{},', '{}]')],
    ['keys that are all different', within('{', '"a":0,', '"a":0}').replaceAll('a', nextKey())],
    ['the same key', within('{', '"a":1,', '"a":1}')],
    ['a list of numbers in a field', within('{"a":[', '0,', '0]}')],
    ['a list of strings in a field', within('{"a":[', '"",', '""]}')],
    ['arrays in arrays in a field of a genuine message', within(before, '[', after)],
    ['one number', within('{"a":', '1', '}')],
    ['blanks', fill(' ', length)],
    ['blanks in a genuine message', within('{', ' ', JSON.stringify(genuine).slice(1))],
    ['quotes', fill('"', length)],
    ['a string of escapes', within('{"a":"', '\\u0000', '"}')],
    ['a string of quotes', within('{"a":"', '\\"', '"}')],
    ['a string of quotes that does not end', within('{"a":"', '\\"', '')],
    ['a string of backslashes', within('{"a":"', '\\\\', '"}')],
    ['a string of lone surrogates', within('{"a":"', '\\ud800', '"}')],
    [
      'two strings of quotes',
      `${within('{"Message":"', '\\"', '').slice(0, half)}${within('","b":"', '\\"', '","Timestamp":""}').slice(-half)}`,
    ],
    ['a Subject that is too long', within(`${before}"`, 'a', `"${after}`)],
    ['a list behind a byte order mark', `\uFEFF${fill('[', length - 3)}`],
  ];
}

function nextKey(): () => string {
  let key = 0;
  return () => String(key++);
}
