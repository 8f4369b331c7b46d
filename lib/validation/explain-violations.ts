import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { getMetadataStorage } from 'class-validator';
import { ownValue, type PlainObject } from './plain-object.js';
import { violationsOf } from './violations.js';

/**
 * What is wrong with data from outside that has failed its plain check, in the words of the DTO's
 * rules. Only the DTO's own properties are looked at and nested values are cut off: describing a
 * refused body must not cost more than reading it did.
 */
export function explainViolations(dto: ClassConstructor<object>, value: PlainObject): string[] {
  const properties = getMetadataStorage()
    .getTargetValidationMetadatas(dto, '', false, false)
    .map(({ propertyName }) => propertyName);
  const shallow = Object.fromEntries(
    [...new Set(properties)].map((property) => [property, cutOff(ownValue(value, property))]),
  );
  return violationsOf(plainToInstance(dto, shallow)).map(({ message }) => message);
}

function cutOff(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? {} : value;
}
