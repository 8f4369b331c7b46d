/** SNS waits this long, in ms. */
export const SNS_TIMEOUT = 15_000;

/** Stands for a connection that was closed without an answer. */
export const CLOSED = 0;

/** The status of an answer, `CLOSED`, or `undefined` if there was no answer within SNS's 15 s. */
export type Status = number | undefined;

/** @throws the reason of `signal` when it is aborted. */
export async function postMessage(
  url: URL,
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
): Promise<Status> {
  const timeout = AbortSignal.timeout(SNS_TIMEOUT);
  const options = { signal: AbortSignal.any([timeout, signal]), redirect: 'manual' as const };
  // The second attempt: a server may close an idle connection just when it is used again.
  for (let attempt = 1; attempt <= 2; attempt++) {
    signal.throwIfAborted();
    try {
      const response = await fetch(url, { ...options, method: 'POST', headers, body });
      await response.body?.cancel();
      return response.status;
    } catch {
      signal.throwIfAborted();
      if (timeout.aborted) return undefined;
    }
  }
  return CLOSED;
}

export function isAccepted(status: Status): boolean {
  return status !== undefined && status >= 200 && status < 300;
}
