import { ValidateBy, type ValidationOptions } from 'class-validator';

/** Creates a class-validator rule from its name, its requirement and its check. */
export function rule(
  name: string,
  demand: string,
  validate: (value: unknown) => boolean,
): (options?: ValidationOptions) => PropertyDecorator {
  const validator = { validate, defaultMessage: () => `$property must be ${demand}` };
  return (options) => ValidateBy({ name, validator }, options);
}
