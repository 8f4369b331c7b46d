import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { ownValue, type PlainObject } from './plain-object.js';
import { checkedPropertiesOf, violationsOf } from './violations.js';

/**
 * Explains, with the rules of a DTO, why external data was refused: the check that refused it is
 * faster but gives no reasons. Looks only at properties that have rules, and not inside objects and
 * arrays, so that explaining a body costs no more than reading it.
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
