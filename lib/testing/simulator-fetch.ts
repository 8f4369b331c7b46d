import { BlockList, isIP } from 'node:net';
import { IsOptional, IsString } from 'class-validator';
import { checkOptions } from '../validation/check-options.js';
import { Printable } from '../validation/printable.js';

/**
 * Options of `simulatorFetch`.
 *
 * @publicApi
 */
export interface SimulatorFetchOptions {
  /**
   * Where `npx nestjs-misfit-notification listen` serves; an address of this machine.
   *
   * @default 'http://127.0.0.1:4848'
   */
  readonly url?: string;
}

class SimulatorFetchRules implements SimulatorFetchOptions {
  @Printable() @IsOptional() @IsString() url?: string;
}

export const SIMULATOR_PORT = 4848;

/** Marks the answer for a URL that nothing answers at. */
export const UNREACHABLE_HEADER = 'x-misfit-simulator-unreachable';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * The module's `fetch` option in development: reaches the simulator of the command line, and
 * nothing else.
 *
 * An application that uses it trusts whoever holds the simulator's key. It therefore refuses to
 * work in production and with any address but a loopback one.
 *
 * @example
 * MisfitNotificationModule.forRoot({ fetch: simulatorFetch() });
 *
 * @throws Error if `NODE_ENV` is `production`, also at each call.
 * @throws MisfitNotificationOptionsError if an option is unknown.
 * @throws TypeError if `url` is not an HTTP URL of a loopback address, such as 127.0.0.1. A call
 * rejects with one if no simulator runs at `url`, or if the simulator does not serve the address.
 * @publicApi
 */
export function simulatorFetch(
  options: SimulatorFetchOptions = {},
): (input: string | URL, init?: RequestInit) => Promise<Response> {
  refuseProduction();
  checkOptions('simulatorFetch', SimulatorFetchRules, options);
  const origin = loopbackOrigin(options.url ?? `http://127.0.0.1:${SIMULATOR_PORT}`);
  return async (input, init) => {
    refuseProduction();
    const address = new URL('/network', origin);
    address.searchParams.set('url', String(input));
    const response = await ask(address, init);
    const unreachable = response.headers.get(UNREACHABLE_HEADER);
    if (unreachable === null) return response;
    await response.body?.cancel();
    throw new TypeError(`simulatorFetch: nothing answers at ${unreachable}`);
  };
}

function refuseProduction(): void {
  if (process.env['NODE_ENV'] !== 'production') return;
  throw new Error('simulatorFetch is for development: NODE_ENV is production');
}

function loopbackOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const host = url?.hostname.replace(/^\[(.*)\]$/, '$1') ?? '';
  const version = isIP(host);
  const isLoopback = version !== 0 && LOOPBACK.check(host, version === 4 ? 'ipv4' : 'ipv6');
  if (url?.protocol === 'http:' && isLoopback) return url.origin;
  throw new TypeError('simulatorFetch: url must be http:// and a loopback address like 127.0.0.1');
}

async function ask(address: URL, init: RequestInit | undefined): Promise<Response> {
  const signal = init?.signal;
  try {
    // Only the URL is passed on: the addresses that it may name are the simulator's own.
    return await fetch(address, { redirect: 'manual', ...(signal && { signal }) });
  } catch (cause) {
    const hint = 'start it with: npx nestjs-misfit-notification listen';
    throw new TypeError(`simulatorFetch: no simulator at ${address.origin}; ${hint}`, { cause });
  }
}
