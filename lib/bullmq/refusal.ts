/**
 * What Redis answers when it is there, but does not carry out commands: as a replica, when it is
 * full, cannot save, still loads its data, or the user may not. A command that was answered so has
 * changed nothing and may be sent again.
 */
const REFUSAL =
  /^(READONLY|OOM|MISCONF|LOADING|MASTERDOWN|NOREPLICAS|CLUSTERDOWN|TRYAGAIN|BUSY|NOAUTH|NOPERM|WRONGPASS)\b/;

export function isRefusal(error: unknown): error is Error {
  return error instanceof Error && REFUSAL.test(error.message);
}

/** Why a transaction was refused: Redis tells that with the command that was not accepted into it. */
export function causeOf(error: unknown): unknown {
  const { previousErrors } = (error ?? {}) as { readonly previousErrors?: readonly unknown[] };
  return previousErrors?.[0] ?? error;
}
