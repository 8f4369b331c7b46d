import { UsageError } from '../frame/errors.js';
import type { Terminal } from '../frame/terminal.js';

/** @throws UsageError that does not repeat the URL: it may hold a password. */
export function redisUrl(option: string | true | undefined, { streams }: Terminal): URL {
  const text = option === true ? streams.env['REDIS_URL'] : option;
  if (text === undefined) throw new UsageError('--redis needs a URL, or REDIS_URL to be set');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.hostname && /^rediss?:$/.test(url.protocol) && /^\/?\d*$/.test(url.pathname)) return url;
  throw new UsageError('--redis needs a URL such as redis://user:password@host:6379/0');
}
