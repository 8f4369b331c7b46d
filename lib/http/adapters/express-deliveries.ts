import type { IncomingMessage } from 'node:http';

/** Tells a delivery of SNS to our route from the other requests of the application. */
export type DeliveryMatcher = (request: IncomingMessage) => boolean;

/**
 * A path with parameters is not recognised.
 *
 * @param pathsOf where the route is; asked at the first delivery, when all prefixes are known.
 */
export function deliveriesTo(pathsOf: () => readonly string[]): DeliveryMatcher {
  let paths: ReadonlySet<string> | undefined;
  return ({ headers, url = '/' }) => {
    if (headers['x-amz-sns-message-type'] === undefined) return false;
    paths ??= new Set(pathsOf().map((path) => path.toLowerCase()));
    return paths.has(url) || paths.has(pathOf(url));
  };
}

/** Without the query and the slashes at the end, which Express's router overlooks. */
function pathOf(url: string): string {
  const query = url.indexOf('?');
  let end = query < 0 ? url.length : query;
  // A regular expression would look at each of a thousand slashes a thousand times.
  while (end > 0 && url[end - 1] === '/') end--;
  return url.slice(0, end).toLowerCase();
}
