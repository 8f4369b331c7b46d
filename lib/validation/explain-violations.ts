import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { getMetadataStorage } from 'class-validator';
import { ownValue, type PlainObject } from './plain-object.js';
import { violationsOf } from './violations.js';

/**
 * Explains, with the DTO's rules, why external data has failed its plain check. Checks only the
 * DTO's own properties and cuts off nested values, so that describing a refused body costs no more
 * than reading it.
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
