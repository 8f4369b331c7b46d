import { describe, expect, it } from 'vitest';
import { readCapture } from '../../../lib/cli/verify/read-capture.js';

const BODY = '{"Type":"Notification","Message":"ä"}';
const HEADERS = [
  'Host: example.com',
  'X-Amz-Sns-Message-Type: Notification',
  'Content-Type: text/plain',
];

const read = (text: string, entry?: number) => {
  const { format, headers, body } = readCapture(Buffer.from(text), entry);
  return { format, type: headers['x-amz-sns-message-type'], body: body.toString() };
};

const post = (text: string) => ({
  request: {
    method: 'POST',
    headers: [{ name: 'x-amz-sns-message-type', value: 'Notification' }],
    postData: { text },
  },
});
const har = (...entries: object[]) => JSON.stringify({ log: { entries } });
const GET = { request: { method: 'GET', headers: [] } };

describe('a captured request', () => {
  it('is a body where the file is nothing else', () => {
    expect(read(BODY)).toEqual({ format: 'body', type: undefined, body: BODY });
    expect(read('not JSON').body).toBe('not JSON');
    expect(read('[1, 2]').body).toBe('[1, 2]');
  });

  it.each(['\r\n', '\n'])('is an HTTP request with the line end %j', (end) => {
    const text = ['POST /misfit HTTP/1.1', ...HEADERS, '', BODY].join(end);
    expect(read(text)).toEqual({ format: 'HTTP request', type: 'Notification', body: BODY });
  });

  it.each(['\r\n', '\n'])('is an HTTP request in chunks with the line end %j', (end) => {
    const [first, second] = [BODY.slice(0, 10), BODY.slice(10)];
    const chunks = [first, second, ''].map((chunk) => [
      Buffer.byteLength(chunk).toString(16),
      chunk,
    ]);
    const head = ['POST / HTTP/1.1', 'Transfer-Encoding: chunked', ...HEADERS, ''];
    const { body } = read([...head, ...chunks.flat(), ''].join(end));
    expect(body).toBe(BODY);
  });

  it('is the POST of a HAR file, or an entry by itself', () => {
    const expected = { format: 'HAR entry', type: 'Notification', body: BODY };
    expect(read(har(GET, post(BODY)))).toEqual(expected);
    expect(read(JSON.stringify(post(BODY)))).toEqual(expected);
    expect(read(har(post('other'), post(BODY)), 2)).toEqual(expected);
  });

  it.each([
    ['an empty file', ' \n', undefined, 'the file is empty'],
    ['a head without a body', 'POST / HTTP/1.1\r\nHost: a', undefined, 'has no body'],
    ['a broken header', 'POST / HTTP/1.1\nHost\n\n{}', undefined, 'not a header'],
    [
      'broken chunks',
      'POST / HTTP/1.1\nTransfer-Encoding: chunked\n\nxyz',
      undefined,
      'the chunks of the HTTP request are broken',
    ],
    ['a HAR file without entries', '{"log":{}}', undefined, 'no log.entries'],
    ['a HAR file without a POST', har(GET), undefined, 'no POST'],
    [
      'a HAR file with two',
      har(post('a'), GET, post('b')),
      undefined,
      'choose one of --entry 1, 3',
    ],
    ['an entry that is no POST', har(post('a'), GET), 2, 'entry 2 of 2 is not a POST'],
    ['an entry that is not there', har(post('a')), 7, 'entry 7 of 1'],
    ['a HAR file of numbers', '{"log":{"entries":[1,null]}}', undefined, 'no POST'],
  ])('refuses %s', (_, text, entry, message) => {
    expect(() => read(text, entry)).toThrow(message);
  });
});
