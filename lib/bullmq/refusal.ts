/**
 * What Redis answers when it is there, but does not carry out a command: as a replica, when it is full,
 * cannot save or still loads its data, or when the user may not. The same command may succeed later.
 * What a script may not do has no code of its own.
 */
const REFUSAL =
  /^(READONLY|OOM|MISCONF|LOADING|MASTERDOWN|NOREPLICAS|CLUSTERDOWN|TRYAGAIN|BUSY|NOAUTH|NOPERM|WRONGPASS)\b|The user executing the script/;

export function isRefusal(error: unknown): error is Error {
  return error instanceof Error && REFUSAL.test(error.message);
}

/** Why a transaction was refused: Redis tells that with the command that was not accepted into it. */
export function causeOf(error: unknown): unknown {
  const { previousErrors } = (error ?? {}) as { readonly previousErrors?: readonly unknown[] };
  return previousErrors?.[0] ?? error;
}
