import type { ClassConstructor } from 'class-transformer';
import { printableOptionsOf } from './printable.js';
import { showValue } from './show-value.js';
import { violationsOf } from './violations.js';

/**
 * The options of the module or of a delivery are invalid.
 *
 * @publicApi
 */
export class MisfitNotificationOptionsError extends Error {
  override readonly name = 'MisfitNotificationOptionsError';
}

/**
 * @param subject owner of the options, for the error message.
 * @throws MisfitNotificationOptionsError naming each option, its value, and the rule it breaks.
 * Texts are shown by their length only, unless the rules mark the option as `@Printable()`.
 */
export function checkOptions(
  subject: string,
  rules: ClassConstructor<object>,
  options: object,
): void {
  if (typeof options !== 'object' || options === null) {
    throw new MisfitNotificationOptionsError(`${subject}: the options must be an object`);
  }
  // Not with class-transformer, which would copy the stores and clients among the options.
  const violations = violationsOf(Object.assign(new rules(), options));
  if (violations.length === 0) return;
  const printable = printableOptionsOf(rules);
  const lines = violations.map(({ property, value, rule, message }) => {
    const shown = showValue(value, printable.has(property));
    return `${property} is ${shown}: ${message} (${rule})`;
  });
  throw new MisfitNotificationOptionsError(`${subject}: ${lines.join('; ')}`);
}
