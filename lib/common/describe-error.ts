import { inspect } from 'node:util';

/** What was thrown, for the log. Anything can be thrown, even what refuses to become a string. */
export function describeError(error: unknown): {
  readonly message: string;
  readonly stack?: string;
} {
  try {
    if (typeof error === 'string') return { message: error };
    if (!(error instanceof Error)) return { message: inspect(error, { depth: 2 }) };
    // Declared as strings, but anyone may have set them to something else.
    const { message, stack } = error as { message: unknown; stack?: unknown };
    return { message: String(message), ...(typeof stack === 'string' && { stack }) };
  } catch {
    return { message: 'something that cannot be described' };
  }
}
