import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { BodyBudget } from '../../../lib/http/body/body-budget.js';
import { IncomingBody } from '../../../lib/http/body/incoming-body.js';
import { settled, watchProcessFaults } from '../../support/observers/process-faults.js';

const LIMIT = 1_000_000;

const read = (stream: Readable, announced?: number) =>
  IncomingBody.read(stream, LIMIT, announced, new BodyBudget(LIMIT));

describe('a body', () => {
  it.each(['utf8', 'latin1', 'base64', undefined] as const)(
    'is read whole from a stream with the encoding %s',
    async (encoding) => {
      const stream = new PassThrough();
      if (encoding !== undefined) stream.setEncoding(encoding);
      const body = read(stream);
      const bytes = Buffer.from('{"a":"\u2003"}');
      for (const byte of bytes) stream.write(Buffer.of(byte));
      stream.end();
      const expected = encoding === 'base64' ? /^\{"a":"/ : /^\{"a":"\u2003"\}$/;
      expect((await body).toString()).toMatch(expected);
    },
  );

  it('is read from a stream that gives out more than was announced', async () => {
    // As one that decompresses does: the headers tell of what was sent.
    const text = 'x'.repeat(200_000);
    const body = await read(Readable.from([text.slice(0, 9), text.slice(9)]), 10);
    expect(body.toString()).toBe(text);
  });

  it('that fails leaves nobody listening but for errors, which do no harm', async () => {
    const faults = watchProcessFaults();
    const stream = new PassThrough();
    const body = read(stream);
    stream.write(Buffer.alloc(LIMIT));
    stream.destroy(new Error('broken'));
    await expect(body).rejects.toMatchObject({ code: 'BODY_ABORTED' });
    stream.emit('error', new Error('broken again'));
    await settled();
    expect(faults).toEqual([]);
    for (const event of ['data', 'end']) expect(stream.listenerCount(event), event).toBe(0);
  });
});
