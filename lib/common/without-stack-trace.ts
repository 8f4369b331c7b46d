/**
 * An error that is an answer and no fault of the program. Strangers can cause as many as they like:
 * a stack trace would make a forged message cost more than a genuine one.
 */
export function withoutStackTrace<T extends Error>(create: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return create();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
