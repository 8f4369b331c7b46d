import { describeError } from '../../common/describe-error.js';

/** One check of the explanation. */
export interface Check {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** What was found, or why the check failed or was skipped. */
  readonly detail: string;
  /** The code that the module refuses the message with. */
  readonly code?: string;
}

/** Runs checks one after the other, and keeps what came of each. */
export class CheckList {
  readonly checks: Check[] = [];

  /** The first check that failed is the one that the module refuses the message for. */
  get refusal(): Check | undefined {
    return this.checks.find(({ outcome }) => outcome === 'failed');
  }

  /**
   * Runs a check, which fails by throwing.
   *
   * @param describe what to say of the value when the check has passed.
   * @returns the value, or `undefined` if the check failed.
   */
  run<T>(name: string, check: () => T, describe: (value: T) => string): T | undefined {
    try {
      const value = check();
      this.checks.push({ name, outcome: 'passed', detail: describe(value) });
      return value;
    } catch (error) {
      this.fail(name, error);
      return undefined;
    }
  }

  fail(name: string, error: unknown): void {
    const { code } = error as { readonly code?: unknown };
    const { message } = describeError(error);
    this.checks.push({
      name,
      outcome: 'failed',
      detail: message,
      ...(typeof code === 'string' && { code }),
    });
  }

  skip(name: string, reason: string): void {
    this.checks.push({ name, outcome: 'skipped', detail: reason });
  }
}
