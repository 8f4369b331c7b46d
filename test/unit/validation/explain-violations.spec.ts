import { IsInt, IsString, Length } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { explainViolations } from '../../../lib/validation/explain-violations.js';
import { rule } from '../../../lib/validation/rule.js';
import { violationsOf } from '../../../lib/validation/violations.js';

const IsSeven = rule('isSeven', 'seven', (value) => value === 7);

abstract class Base {
  @IsString()
  readonly name!: string;
}

class Dto extends Base {
  @IsSeven()
  readonly lucky!: number;

  @IsInt()
  @Length(1, 2)
  readonly count!: number;
}

describe('the explanation of broken rules', () => {
  it('names the first broken rule of each property, those of the base class too', () => {
    expect(explainViolations(Dto, {}).toSorted()).toEqual([
      'count must be an integer number',
      'lucky must be seven',
      'name must be a string',
    ]);
  });

  it('names only those that are broken', () => {
    expect(explainViolations(Dto, { name: 'a', lucky: 8, count: '12' })).toEqual([
      'lucky must be seven',
      'count must be an integer number',
    ]);
  });

  it('says nothing of properties that the rules do not know', () => {
    const good = { name: 'a', lucky: 7, count: '1' };
    expect(explainViolations(Dto, { ...good, other: 1 })).toEqual(explainViolations(Dto, good));
  });

  it('does not take what an object inherits for its own', () => {
    const value = JSON.parse('{"__proto__":{"name":"a"},"lucky":7}') as Record<string, unknown>;
    expect(explainViolations(Dto, value)).toContain('name must be a string');
  });

  it('looks into no nested value', () => {
    let looks = 0;
    const nested = Object.defineProperty({}, 'inner', {
      enumerable: true,
      get: () => (looks += 1),
    });
    expect(explainViolations(Dto, { name: nested, lucky: nested, count: [nested] })).toContain(
      'name must be a string',
    );
    expect(looks).toBe(0);
  });

  it('is not stopped by a value that nests without end', () => {
    const name = JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`) as unknown;
    expect(explainViolations(Dto, { name, lucky: 7, count: '1' })).toContain(
      'name must be a string',
    );
  });
});

describe('the violations of an instance', () => {
  it('tell the property, its value, the rule and the words for it', () => {
    const instance = Object.assign(new Dto(), { name: 7, lucky: 7, count: '12' });
    expect(violationsOf(instance)).toEqual([
      { property: 'count', value: '12', rule: 'isInt', message: 'count must be an integer number' },
      { property: 'name', value: 7, rule: 'isString', message: 'name must be a string' },
    ]);
  });

  it('include properties that the class does not have', () => {
    const instance = Object.assign(new Dto(), { name: 'a', lucky: 7, count: 1, nmae: 'b' });
    expect(violationsOf(instance)).toContainEqual({
      property: 'nmae',
      value: 'b',
      rule: 'whitelistValidation',
      message: 'property nmae should not exist',
    });
  });
});
