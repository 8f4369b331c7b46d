import type { OutgoingRequest } from '../../bus/instrumentation.js';
import type { InstrumentationRegistry } from '../../bus/instrumentation-registry.js';
import type { Fetch } from '../../sns/fetch-bounded.js';

/** A `fetch` whose requests the instrumentation sees. */
export function observedFetch(
  fetch: Fetch,
  purpose: OutgoingRequest['purpose'],
  instrumentations: InstrumentationRegistry,
): Fetch {
  return (url, init) => {
    const { current } = instrumentations;
    const send = (): Promise<Response> => fetch(url, init);
    if (current?.runFetch === undefined) return send();
    return instrumentations.run((work) => current.runFetch?.({ purpose, url }, work), send);
  };
}
