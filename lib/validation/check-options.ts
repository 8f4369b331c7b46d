import type { ClassConstructor } from 'class-transformer';
import { printableOptionsOf } from './printable.js';
import { showValue } from './show-value.js';
import { violationsOf } from './violations.js';

/**
 * The module, or a delivery, was given options that it cannot work with.
 *
 * @publicApi
 */
export class MisfitNotificationOptionsError extends Error {
  override readonly name = 'MisfitNotificationOptionsError';
}

/**
 * @param subject what the options are of, for the error.
 * @throws MisfitNotificationOptionsError naming each option, its value, and the rule it breaks. Of a
 * text it gives the length only, unless the rules mark the option as `@Printable()`.
 */
export function checkOptions(
  subject: string,
  rules: ClassConstructor<object>,
  options: object,
): void {
  if (typeof options !== 'object' || options === null) {
    throw new MisfitNotificationOptionsError(`${subject}: the options are no object`);
  }
  // Not by class-transformer: it would copy the stores and clients that options may hold.
  const violations = violationsOf(Object.assign(new rules(), options));
  if (violations.length === 0) return;
  const printable = printableOptionsOf(rules);
  const lines = violations.map(({ property, value, rule, message }) => {
    const shown = showValue(value, printable.has(property));
    return `${property} is ${shown}: ${message} (${rule})`;
  });
  throw new MisfitNotificationOptionsError(`${subject}: ${lines.join('; ')}`);
}
