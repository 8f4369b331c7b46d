import { inspect } from 'node:util';

/** Describes a thrown value for the log, even one that cannot be converted to a string. */
export function describeError(error: unknown): {
  readonly message: string;
  readonly stack?: string;
} {
  try {
    if (typeof error === 'string') return { message: error };
    if (!(error instanceof Error)) return { message: inspect(error, { depth: 2 }) };
    // Declared as strings, but they may have been set to anything.
    const { message, stack } = error as { message: unknown; stack?: unknown };
    return { message: String(message), ...(typeof stack === 'string' && { stack }) };
  } catch {
    return { message: 'something that cannot be described' };
  }
}
