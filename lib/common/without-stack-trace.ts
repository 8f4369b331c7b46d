/**
 * Creates an error that is an answer, not a bug. Attackers can cause any number of them, and a
 * stack trace would make a forged message cost more than a genuine one.
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
