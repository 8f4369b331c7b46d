import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jobIdOf, parseJobId } from '../../../lib/durable/job-id.js';
import { unicodeText } from '../../support/verification/text-arbitraries.js';

const identity = fc.record({
  messageId: fc.uuid(),
  index: fc.nat({ max: 999_999_999 }),
  handler: unicodeText({ minLength: 1 }),
});

describe('the id of a job', () => {
  it('says which it is of, whatever the name of its handler', () => {
    fc.assert(
      fc.property(identity, (job) => {
        expect(parseJobId(jobIdOf(job))).toEqual(job);
      }),
    );
  });

  it('holds no colon, and nothing that a URL would have to escape again', () => {
    fc.assert(
      fc.property(identity, (job) => {
        expect(jobIdOf(job)).toMatch(/^[\w.!~*'()%-]+$/);
      }),
    );
  });

  it('differs for different jobs', () => {
    fc.assert(
      fc.property(identity, identity, (a, b) => {
        const isSame =
          a.messageId === b.messageId && a.index === b.index && a.handler === b.handler;
        expect(jobIdOf(a) === jobIdOf(b)).toBe(isSame);
      }),
    );
  });

  it('can be made for a name that is no well-formed text', () => {
    expect(jobIdOf({ messageId: 'm', index: 1, handler: 'A.\ud800' })).toBe('m.1.A.%EF%BF%BD');
  });

  it.each([
    '',
    'x',
    '..',
    '.1.A',
    'm.x.A',
    'm.-1.A',
    'm.1.',
    'm.1.%',
    'm.1.%ff',
    'm.x.1.A',
    'm.1.A\nB',
    randomUUID(),
  ])('is not %j', (text) => {
    expect(parseJobId(text)).toBeUndefined();
  });

  it('is parsed without an exception, whatever the text', () => {
    fc.assert(
      fc.property(unicodeText(), (text) => {
        expect(() => parseJobId(text)).not.toThrow();
      }),
    );
  });
});
