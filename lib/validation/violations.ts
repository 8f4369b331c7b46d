import type { ClassConstructor } from 'class-transformer';
import { getMetadataStorage, validateSync } from 'class-validator';

/** One broken rule. */
export interface Violation {
  readonly property: string;
  readonly value: unknown;
  readonly rule: string;
  readonly message: string;
}

/** The name under which class-validator reports a property that has no rules. */
export const UNKNOWN_PROPERTY = 'whitelistValidation';

/** For each property that breaks rules, the broken rule that comes first in the class. */
export function violationsOf(instance: object): Violation[] {
  const errors = validateSync(instance, { whitelist: true, forbidNonWhitelisted: true });
  return errors.flatMap(({ property, value, constraints = {} }) => {
    // Decorators are applied from the last to the first, so the first rule comes last.
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
