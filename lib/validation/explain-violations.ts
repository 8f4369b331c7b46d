import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { ownValue, type PlainObject } from './plain-object.js';
import { checkedPropertiesOf, violationsOf } from './violations.js';

/**
 * Explains, with the DTO's rules, why external data has failed its plain check. Checks only the
 * DTO's own properties and cuts off nested values, so that describing a refused body costs no more
 * than reading it.
 */
export function explainViolations(dto: ClassConstructor<object>, value: PlainObject): string[] {
  const shallow = Object.fromEntries(
    checkedPropertiesOf(dto).map((property) => [property, cutOff(ownValue(value, property))]),
  );
  return violationsOf(plainToInstance(dto, shallow)).map(({ message }) => message);
}

function cutOff(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? {} : value;
}
