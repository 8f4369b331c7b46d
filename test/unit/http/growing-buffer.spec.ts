import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { GrowingBuffer } from '../../../lib/http/body/growing-buffer.js';

const MAXIMUM = 100_000;

it('a growing buffer holds the pieces in their order, in at most four times their memory', () => {
  const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 700 }), { maxLength: 100 });
  fc.assert(
    fc.property(pieces, fc.integer({ min: 0, max: MAXIMUM }), (parts, expected) => {
      const buffer = new GrowingBuffer(expected, MAXIMUM);
      let length = 0;
      for (const part of parts) {
        const capacity = buffer.capacityFor(part.length);
        buffer.append(part);
        length += part.length;
        expect(buffer.capacity).toBe(capacity);
        expect(capacity).toBeLessThanOrEqual(Math.max(1_024, 4 * length));
      }
      expect(buffer.contents()).toEqual(Buffer.concat(parts));
    }),
  );
});
