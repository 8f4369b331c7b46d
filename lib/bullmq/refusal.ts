/**
 * Answers with which a running Redis refuses a command: it is a replica, is full, cannot save, is
 * still loading its data, or the user lacks the permission. The same command may succeed later. A
 * refusal within a script has no code of its own.
 */
const REFUSAL =
  /^(READONLY|OOM|MISCONF|LOADING|MASTERDOWN|NOREPLICAS|CLUSTERDOWN|TRYAGAIN|BUSY|NOAUTH|NOPERM|WRONGPASS)\b|The user executing the script/;

export function isRefusal(error: unknown): error is Error {
  return error instanceof Error && REFUSAL.test(error.message);
}

/** Why a transaction was refused: Redis reports that with the command that it did not queue. */
export function causeOf(error: unknown): unknown {
  const { previousErrors } = (error ?? {}) as { readonly previousErrors?: readonly unknown[] };
  return previousErrors?.[0] ?? error;
}
