import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { getMetadataStorage, validateSync } from 'class-validator';
import { ownValue, type PlainObject } from './plain-object.js';

/** One broken rule of a DTO. */
export interface Violation {
  readonly property: string;
  readonly rule: string;
  readonly message: string;
}

/** The rules that an object breaks, in the words of the DTO's class-validator decorators. */
export function violationsOf(dto: ClassConstructor<object>, value: object): Violation[] {
  const errors = validateSync(plainToInstance(dto, value), { forbidUnknownValues: false });
  return errors.flatMap(({ property, constraints = {} }) =>
    Object.entries(constraints).map(([rule, message]) => ({ property, rule, message })),
  );
}

/**
 * What is wrong with data from outside that has failed its plain check. Only the DTO's own
 * properties are looked at and nested values are cut off: describing a refused body must not cost
 * more than reading it did.
 */
export function explainViolations(dto: ClassConstructor<object>, value: PlainObject): string[] {
  const properties = new Set(
    getMetadataStorage()
      .getTargetValidationMetadatas(dto, '', false, false)
      .map(({ propertyName }) => propertyName),
  );
  const shallow = Object.fromEntries(
    [...properties].map((property) => [property, cutOff(ownValue(value, property))]),
  );
  return violationsOf(dto, shallow).map(({ message }) => message);
}

function cutOff(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? {} : value;
}
