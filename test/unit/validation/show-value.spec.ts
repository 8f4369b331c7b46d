import { describe, expect, it } from 'vitest';
import { showValue } from '../../../lib/validation/show-value.js';

class Client {
  readonly password = 'hunter2';
}

describe('a refused value in an error', () => {
  it.each([
    ['a number', 7, '7'],
    ['a boolean', false, 'false'],
    ['null', null, 'null'],
    ['undefined', undefined, 'undefined'],
    ['a function', () => 'hunter2', 'a function'],
    ['an empty object', {}, '{}'],
    ['an object', { password: 'hunter2' }, '{…}'],
    ['an instance of a class', new Client(), '{…}'],
    ['a list of numbers', [1, 2], '[1,2]'],
  ])('is shown without the content of objects: %s', (_, value, shown) => {
    expect(showValue(value, true)).toBe(shown);
    expect(showValue(value, false)).toBe(shown);
  });

  it('is shown in full where it is a text of a printable option', () => {
    expect(showValue('1h', true)).toBe('"1h"');
    expect(showValue(['a', 'b'], true)).toBe('["a","b"]');
  });

  it('is shown by type and length where it is a text of any other option', () => {
    expect(showValue('1h', false)).toBe('a string of 2 characters');
    expect(showValue(['hunter2'], false)).toBe('[a string of 7 characters]');
  });

  it.each(['redis://:hunter2@localhost', 'https://proxy', 'user:hunter2@localhost'])(
    'is shown by type and length where it may hold a password, in a printable option too: %s',
    (text) => {
      expect(showValue(text, true)).toBe(`a string of ${text.length} characters`);
    },
  );

  it('takes no more than 400 characters', () => {
    expect(showValue('x'.repeat(5_000), true)).toHaveLength(400);
    expect(showValue(Array(500).fill('x'), true)).toHaveLength(400);
  });
});
