import type { SignedSnsMessage } from 'nestjs-misfit-notification/testing';

export interface HostileText {
  readonly title: string;
  readonly text: string;
}

/** Texts of up to so many bytes that might take long to search, to parse or to refuse. */
export function hostileTexts(size: number, genuine: SignedSnsMessage): HostileText[] {
  const fill = (piece: string, length = size) => piece.repeat(Math.floor(length / piece.length));
  const between = (start: string, piece: string, end: string) =>
    start + fill(piece, size - start.length - end.length) + end;
  const whole = JSON.stringify({ ...genuine, Subject: '*' });
  const [before, after] = whole.split('"*"') as [string, string];
  const quotes = fill('\\"', size / 2 - 50);
  return Object.entries({
    'arrays in arrays': fill('['),
    'arrays in arrays, all closed': fill('[', size / 2) + fill(']', size / 2),
    'arrays in arrays in a field of a genuine message': between(before, '[', after),
    'objects in objects': fill('{"a":'),
    'a list of empty objects': between('[', '{},', '{}]'),
    'keys that are all different': differentKeys(size),
    'the same key again and again': between('{', '"a":1,', '"a":1}'),
    'a list of numbers in a field': between('{"a":[', '0,', '0]}'),
    'a list of strings in a field': between('{"a":[', '"",', '""]}'),
    'a long number': between('{"a":', '1', '}'),
    blanks: fill(' '),
    'blanks inside a genuine message': between('{', ' ', whole.slice(1)),
    quotes: fill('"'),
    'a string of control characters': between('{"a":"', '\\u0000', '"}'),
    'a string of quotes': between('{"a":"', '\\"', '"}'),
    'a string of quotes that does not end': between('{"a":"', '\\"', ''),
    'a string of backslashes': between('{"a":"', '\\\\', '"}'),
    'a string of lone surrogates': between('{"a":"', '\\ud800', '"}'),
    'two strings of quotes': `{"Message":"${quotes}","b":"${quotes}","Timestamp":0}`,
    'a long Subject in a genuine message': between(`${before}"`, 'a', `"${after}`),
    'a byte order mark before arrays in arrays': `\uFEFF${fill('[', size - 3)}`,
  }).map(([title, text]) => ({ title, text }));
}

function differentKeys(size: number): string {
  let text = '{';
  for (let n = 0; text.length < size - 30; n++) text += `"key${n}":0,`;
  return `${text}"last":0}`;
}
