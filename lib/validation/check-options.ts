import type { ClassConstructor } from 'class-transformer';
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
 * @throws MisfitNotificationOptionsError naming each option, its value, and the rule it breaks.
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
  const lines = violations.map(
    (broken) => `${broken.property} is ${show(broken.value)}: ${broken.message} (${broken.rule})`,
  );
  throw new MisfitNotificationOptionsError(`${subject}: ${lines.join('; ')}`);
}

function show(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return `[${value.map(show).join(',')}]`.slice(0, 200);
  if (typeof value === 'string') return JSON.stringify(value).slice(0, 200);
  if (typeof value !== 'object' || value === null) return String(value);
  // Not what is in it: a client passed by mistake may hold a password.
  return Object.keys(value).length === 0 ? '{}' : '{…}';
}
