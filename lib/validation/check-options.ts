import type { ClassConstructor } from 'class-transformer';
import { explainUnknownOption } from './explain-unknown-option.js';
import { printableOptionsOf } from './printable.js';
import { showValue } from './show-value.js';
import { checkedPropertiesOf, UNKNOWN_PROPERTY, violationsOf } from './violations.js';

/**
 * Options of the module, of a delivery, of a handler or of another part are invalid. Thrown where
 * the options are given, or when the application starts. The message names each invalid option, its
 * value and the rule that it breaks; of a string that may be secret, it tells only the length.
 *
 * @publicApi
 */
export class MisfitNotificationOptionsError extends TypeError {
  override readonly name = 'MisfitNotificationOptionsError';
}

/**
 * Options that must be given in another place. Each text completes a sentence that begins with the
 * name of the option, such as `must be beside useFactory`.
 */
export type MisplacedOptions = Readonly<Record<string, string>>;

/**
 * @param subject owner of the options, for the error message.
 * @throws MisfitNotificationOptionsError naming each option, its value, and the first rule that it
 * breaks; for an unknown option, the option that was probably meant. Of a string, only the length
 * is shown, unless the rules mark the option as `@Printable()`.
 */
export function checkOptions(
  subject: string,
  rules: ClassConstructor<object>,
  options: object,
  misplaced: MisplacedOptions = {},
): void {
  if (typeof options !== 'object' || options === null) {
    throw new MisfitNotificationOptionsError(`${subject}: the options must be an object`);
  }
  // Not with class-transformer, which would copy the stores and clients among the options.
  const violations = violationsOf(Object.assign(new rules(), options));
  if (violations.length === 0) return;
  const printable = printableOptionsOf(rules);
  const known = checkedPropertiesOf(rules);
  const lines = violations.map(({ property, value, rule, message }) => {
    if (rule === UNKNOWN_PROPERTY) return explainUnknownOption(property, known, misplaced);
    const shown = showValue(value, printable.has(property));
    return `${property} is ${shown}: ${message} (${rule})`;
  });
  throw new MisfitNotificationOptionsError(`${subject}: ${lines.join('; ')}`);
}
