import { describe, expect, it } from 'vitest';
import { isPlainObject, ownValue } from '../../../lib/validation/plain-object.js';

class Message {
  Type = 'Notification';
}

describe('a plain object', () => {
  it.each([
    ['an empty one', {}],
    ['one with fields', { Type: 'Notification' }],
    ['one that JSON has made', JSON.parse('{"__proto__":{"a":1}}')],
    ['one without a prototype', Object.create(null)],
    ['a frozen one', Object.freeze({})],
  ])('is %s', (_, value) => {
    expect(isPlainObject(value)).toBe(true);
  });

  it.each([
    ['null', null],
    ['undefined', undefined],
    ['a text', '{}'],
    ['a number', 7],
    ['a function', () => ({})],
    ['a list', []],
    ['bytes', Buffer.from('{}')],
    ['a map', new Map()],
    ['a date', new Date()],
    ['an instance of a class', new Message()],
    ['an object that inherits its fields', Object.create({ Type: 'Notification' })],
    ['a boxed text', Object('text')],
  ])('is not %s', (_, value) => {
    expect(isPlainObject(value)).toBe(false);
  });
});

describe('the value of a property', () => {
  it('is that of an own property', () => {
    expect(ownValue({ a: 1, b: null }, 'a')).toBe(1);
    expect(ownValue({ a: 1, b: null }, 'b')).toBeNull();
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'is never inherited: %s',
    (key) => {
      expect(ownValue({}, key)).toBeUndefined();
    },
  );

  it('is found under a name that every object inherits', () => {
    const parsed = JSON.parse('{"__proto__":1,"hasOwnProperty":2}') as Record<string, unknown>;
    expect(ownValue(parsed, '__proto__')).toBe(1);
    expect(ownValue(parsed, 'hasOwnProperty')).toBe(2);
  });
});
