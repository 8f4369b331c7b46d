import type { ClassConstructor } from 'class-transformer';
import { getMetadataStorage } from 'class-validator';
import { rule } from './rule.js';

const NAME = 'printable';

/**
 * Marks an option whose strings are not secret, so that errors may show them. Accepts any value.
 */
export const Printable = rule(NAME, 'any value', () => true);

/** The names of the options marked this way, in a class of rules or its base classes. */
export function printableOptionsOf(rules: ClassConstructor<object>): ReadonlySet<string> {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(rules, '', false, false);
  return new Set(
    metadata.filter(({ name }) => name === NAME).map(({ propertyName }) => propertyName),
  );
}
