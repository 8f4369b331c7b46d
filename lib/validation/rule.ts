import { ValidateBy, type ValidationOptions } from 'class-validator';

/** A class-validator rule of our own: its name, what it demands, and the check. */
export function rule(
  name: string,
  demand: string,
  validate: (value: unknown) => boolean,
): (options?: ValidationOptions) => PropertyDecorator {
  const validator = { validate, defaultMessage: () => `$property must be ${demand}` };
  return (options) => ValidateBy({ name, validator }, options);
}
