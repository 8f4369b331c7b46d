import type { ClassConstructor } from 'class-transformer';
import { getMetadataStorage } from 'class-validator';
import { rule } from './rule.js';

const NAME = 'printable';

/** Marks an option whose texts are no secrets, so that an error may show them. Breaks no value. */
export const Printable = rule(NAME, 'any value', () => true);

/** The names of the options that are marked so, in a class of rules or those that it extends. */
export function printableOptionsOf(rules: ClassConstructor<object>): ReadonlySet<string> {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(rules, '', false, false);
  return new Set(
    metadata.filter(({ name }) => name === NAME).map(({ propertyName }) => propertyName),
  );
}
