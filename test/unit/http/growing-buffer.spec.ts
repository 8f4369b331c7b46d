import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GrowingBuffer } from '../../../lib/http/body/growing-buffer.js';

const pieces = fc.array(fc.uint8Array({ maxLength: 3_000 }), { maxLength: 40 });

describe('a growing buffer', () => {
  it('holds what was appended, in the capacity that it has told before', () => {
    fc.assert(
      fc.property(pieces, fc.nat(100_000), (parts, expected) => {
        const buffer = new GrowingBuffer(expected, 200_000);
        for (const part of parts) {
          const capacity = buffer.capacityFor(part.length);
          buffer.append(part);
          expect(buffer.capacity).toBe(capacity);
        }
        expect(buffer.contents()).toEqual(Buffer.concat(parts));
      }),
    );
  });

  it('takes little more memory than what has arrived', () => {
    const buffer = new GrowingBuffer(1_000_000, 1_000_000);
    for (let length = 0; length < 1_000_000; length += 100) {
      buffer.append(Buffer.alloc(100));
      expect(buffer.capacity).toBeLessThanOrEqual(Math.max(1_024, 4 * (length + 100)));
    }
    expect(buffer.capacity).toBe(1_000_000);
  });

  it('grows in steps, even beyond what was expected', () => {
    const buffer = new GrowingBuffer(10, 1_000_000);
    const capacities = new Set<number>();
    for (let length = 0; length < 100_000; length++) {
      buffer.append(Buffer.alloc(1));
      capacities.add(buffer.capacity);
    }
    expect(capacities.size).toBeLessThan(8);
  });
});
