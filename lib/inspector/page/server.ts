/** Time limit for an action, in ms. */
const TIMEOUT = 60_000;

/** The URL of one of the inspector's routes: they are beside this script. */
export function serverUrl(route: string, parameters: Readonly<Record<string, string>> = {}): URL {
  const url = new URL(route, import.meta.url);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== '') url.searchParams.set(name, value);
  }
  return url;
}

/** @throws Error with a message for the user if the server refuses or cannot be reached. */
export async function get<T>(url: URL): Promise<T> {
  return request<T>(url, { method: 'GET' });
}

/** @throws Error with a message for the user if the server refuses or cannot be reached. */
export async function post<T>(url: URL): Promise<T> {
  // A form of another site cannot send this header.
  return request<T>(url, { method: 'POST', headers: { 'x-misfit-inspector': 'action' } });
}

async function request<T>(url: URL, init: RequestInit): Promise<T> {
  const response = await fetch(url, {
    ...init,
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT),
  });
  if (!response.ok) throw new Error(await refusalOf(response));
  return (await response.json()) as T;
}

async function refusalOf(response: Response): Promise<string> {
  try {
    const { message } = (await response.json()) as { message?: unknown };
    if (typeof message === 'string') return message;
  } catch {
    // Not JSON: the status must do.
  }
  return `the server answered ${response.status}`;
}
