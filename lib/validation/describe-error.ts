import { inspect } from 'node:util';

/** What was thrown, for the log. Anything can be thrown, even what refuses to become a string. */
export function describeError(error: unknown): {
  readonly message: string;
  readonly stack?: string;
} {
  try {
    if (typeof error === 'string') return { message: error };
    if (!(error instanceof Error)) return { message: inspect(error, { depth: 2 }) };
    const { message, stack } = error;
    return { message, ...(typeof stack === 'string' && { stack }) };
  } catch {
    return { message: 'something that cannot be described' };
  }
}
