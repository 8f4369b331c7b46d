import { describe, expect, it } from 'vitest';
import { logText } from '../../../lib/common/log-text.js';

describe('text from outside in a log line', () => {
  it.each([
    ['printable text', 'Grüße 😀 goals.updated', 'Grüße 😀 goals.updated'],
    ['a line break', 'a\r\nERROR b', 'a\\u{d}\\u{a}ERROR b'],
    ['a terminal escape', '\u001b[2J', '\\u{1b}[2J'],
    ['a line separator', 'a\u2028b', 'a\\u{2028}b'],
    ['a right-to-left override', 'a\u202eb', 'a\\u{202e}b'],
    ['a lone surrogate', 'a\ud800b', 'a\\u{d800}b'],
  ])('shows %s on one line', (_what, text, shown) => {
    expect(logText(text)).toBe(shown);
  });

  it('cuts long text', () => {
    expect(logText('x'.repeat(5_000))).toBe(`${'x'.repeat(100)}…`);
  });
});
