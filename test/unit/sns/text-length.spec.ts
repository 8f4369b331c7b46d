import { describe, expect, it } from 'vitest';
import { textLengthOf } from '../../../lib/sns/text-length.js';

describe('textLengthOf', () => {
  it('counts names and texts at every depth', () => {
    expect(textLengthOf({ a: 'bc', d: { e: { f: { g: { h: 'x'.repeat(1_000) } } } } })).toBe(1_008);
    expect(textLengthOf([['four'], 'more', 7, null])).toBeGreaterThanOrEqual(8);
  });

  it('does not end in a body that is nested deeply, or that contains itself', () => {
    let deep: unknown = 'text';
    for (let level = 0; level < 100_000; level++) deep = { deep };
    expect(textLengthOf(deep)).toBe(400_004);
    const circular: Record<string, unknown> = { text: 'text' };
    circular['self'] = circular;
    expect(textLengthOf(circular)).toBe(12);
  });

  it('reads no getter', () => {
    const body = {
      get text(): string {
        throw new Error('read');
      },
    };
    expect(textLengthOf(body)).toBe(4);
  });
});
