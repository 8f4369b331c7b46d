import { validateSync } from 'class-validator';

/** One broken rule. */
export interface Violation {
  readonly property: string;
  readonly value: unknown;
  readonly rule: string;
  readonly message: string;
}

/**
 * The class-validator rules that an instance breaks. A property that its class does not have breaks
 * a rule too.
 */
export function violationsOf(instance: object): Violation[] {
  const errors = validateSync(instance, { whitelist: true, forbidNonWhitelisted: true });
  return errors.flatMap(({ property, value, constraints = {} }) =>
    Object.entries(constraints).map(([rule, message]) => ({
      property,
      value: value as unknown,
      rule,
      message,
    })),
  );
}
