import type { ClassConstructor } from 'class-transformer';
import { getMetadataStorage, validateSync } from 'class-validator';

/** One broken rule. */
export interface Violation {
  readonly property: string;
  readonly value: unknown;
  readonly rule: string;
  readonly message: string;
}

/** The rule that a property breaks which its class does not have. */
export const UNKNOWN_PROPERTY = 'whitelistValidation';

/** For each property that breaks class-validator rules, the first of them in the class. */
export function violationsOf(instance: object): Violation[] {
  const errors = validateSync(instance, { whitelist: true, forbidNonWhitelisted: true });
  return errors.flatMap(({ property, value, constraints = {} }) => {
    // Decorators are applied from the last to the first.
    const first = Object.entries(constraints).at(-1);
    if (first === undefined) return [];
    const [rule, message] = first;
    return [{ property, value: value as unknown, rule, message }];
  });
}

/** The names of the properties for which a class, or a base class of it, has rules. */
export function checkedPropertiesOf(rules: ClassConstructor<object>): string[] {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(rules, '', false, false);
  return [...new Set(metadata.map(({ propertyName }) => propertyName))];
}
