import { describe, expect, it } from 'vitest';
import {
  isFilledLine,
  isMessageId,
  isSingleLine,
  isText,
  parseSnsTimestamp,
} from '../../../lib/sns/field-forms.js';

describe('a timestamp', () => {
  it.each([
    ['2026-11-24T01:02:03.456Z'],
    ['1970-01-01T00:00:00.000Z'],
    ['2024-02-29T23:59:59.999Z'],
    ['2000-02-29T00:00:00.000Z'],
    ['2026-12-31T23:59:59.999Z'],
    ['9999-12-31T23:59:59.999Z'],
    ['0000-02-29T00:00:00.000Z'],
    ['0099-01-20T00:00:00.000Z'],
  ])('of SNS is %s', (text) => {
    const time = parseSnsTimestamp(text);
    expect(new Date(time).toISOString()).toBe(text);
  });

  it.each([
    ['30 February', '2026-02-30T01:02:03.456Z'],
    ['29 February of a common year', '2026-02-29T01:02:03.456Z'],
    ['29 February of 1900', '1900-02-29T01:02:03.456Z'],
    ['31 April', '2026-04-31T01:02:03.456Z'],
    ['31 November', '2026-11-31T01:02:03.456Z'],
    ['the 32nd', '2026-01-32T01:02:03.456Z'],
    ['the 0th', '2026-11-00T01:02:03.456Z'],
    ['a 13th month', '2026-13-01T01:02:03.456Z'],
    ['a 0th month', '2026-00-01T01:02:03.456Z'],
    ['a leap second', '2026-12-31T23:59:60.000Z'],
    ['hour 24', '2026-11-24T24:00:00.000Z'],
    ['hour 24 early in a month', '2026-11-04T24:00:00.000Z'],
    ['a leap second early in a month', '2027-01-01T23:59:60.000Z'],
    ['hour 25', '2026-11-24T25:00:00.000Z'],
    ['minute 60', '2026-11-24T01:60:03.456Z'],
    ['second 61', '2026-11-24T01:02:61.456Z'],
    ['no milliseconds', '2026-11-24T01:02:03Z'],
    ['two digits of milliseconds', '2026-11-24T01:02:03.45Z'],
    ['microseconds', '2026-11-24T01:02:03.456789Z'],
    ['a comma', '2026-11-24T01:02:03,456Z'],
    ['no zone', '2026-11-24T01:02:03.456'],
    ['an offset', '2026-11-24T01:02:03.456+00:00'],
    ['a small z', '2026-11-24T01:02:03.456z'],
    ['a small t', '2026-11-24t01:02:03.456Z'],
    ['a blank for the T', '2026-11-24 01:02:03.456Z'],
    ['a long year', '+002026-11-24T01:02:03.456Z'],
    ['a negative year', '-000001-11-24T01:02:03.456Z'],
    ['a short year', '26-11-24T01:02:03.456Z'],
    ['the basic form', '20261124T010203.456Z'],
    ['words', 'Tue, 24 Nov 2026 01:02:03 GMT'],
    ['other digits', '２026-11-24T01:02:03.456Z'],
    ['a blank in front', ' 2026-11-24T01:02:03.456Z'],
    ['a newline at the end', '2026-11-24T01:02:03.456Z\n'],
    ['nothing', ''],
    ['a number', 1_795_482_123_456],
    ['a date', new Date('2026-11-24T01:02:03.456Z')],
    ['a list', ['2026-11-24T01:02:03.456Z']],
    ['null', null],
    ['undefined', undefined],
  ])('of SNS has not %s', (_, value) => {
    expect(parseSnsTimestamp(value)).toBeNaN();
  });
});

describe('a message id', () => {
  it.each([
    ['4b30696f-735b-5eaf-8677-3e88ab963caa', true],
    ['4B30696F-735B-5EAF-8677-3E88AB963CAA', true],
    ['4b30696f735b5eaf86773e88ab963caa', false],
    ['{4b30696f-735b-5eaf-8677-3e88ab963caa}', false],
    ['4b30696f-735b-5eaf-8677-3e88ab963caa\n', false],
    ['4b30696f-735b-5eaf-8677-3e88ab963ca', false],
    ['4b30696f-735b-5eaf-8677-3e88ab963cag', false],
    ['', false],
    [['4b30696f-735b-5eaf-8677-3e88ab963caa'], false],
    [null, false],
  ])('%j: %s', (value, isOne) => {
    expect(isMessageId(value)).toBe(isOne);
  });
});

describe('text', () => {
  const everyControl = [...Array(0x20).keys(), ...Array.from({ length: 0x21 }, (_, n) => 0x7f + n)];

  it.each(everyControl.map((code) => [`U+${code.toString(16).padStart(4, '0')}`, code]))(
    'with %s is text, but no line',
    (_, code) => {
      const value = `a${String.fromCharCode(code)}b`;
      expect([isText(value), isSingleLine(value), isFilledLine(value)]).toEqual([
        true,
        false,
        false,
      ]);
    },
  );

  it.each(['\ud800', 'a\udfffb', '\udc00\ud800', '\ud83c'])('%j is not well-formed', (value) => {
    expect([isText(value), isSingleLine(value), isFilledLine(value)]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it.each(['a', ' ', '🍌', 'é', '\u00a0', '\u2028', '\ufeff'])('%j is a line', (value) => {
    expect([isText(value), isSingleLine(value), isFilledLine(value)]).toEqual([true, true, true]);
  });

  it('may be empty, but a filled line may not', () => {
    expect([isText(''), isSingleLine(''), isFilledLine('')]).toEqual([true, true, false]);
  });

  it.each([[null], [undefined], [7], [true], [['a']], [{}], [Buffer.from('a')], [Object('a')]])(
    '%j is not text',
    (value) => {
      expect([isText(value), isSingleLine(value), isFilledLine(value)]).toEqual([
        false,
        false,
        false,
      ]);
    },
  );
});
