import type { IncomingMessage } from 'node:http';

/** Whether a request is an SNS delivery to the notification route. */
export type DeliveryMatcher = (request: IncomingMessage) => boolean;

/**
 * Recognises deliveries to the notification route, unless its path has parameters.
 *
 * @param pathsOf the paths of the route; called at the first delivery, when all prefixes are known.
 */
export function deliveriesTo(pathsOf: () => readonly string[]): DeliveryMatcher {
  let paths: ReadonlySet<string> | undefined;
  return ({ headers, url = '/' }) => {
    if (headers['x-amz-sns-message-type'] === undefined) return false;
    paths ??= new Set(pathsOf().map((path) => path.toLowerCase()));
    return paths.has(url) || paths.has(pathOf(url));
  };
}

/** Without the query and trailing slashes, which Express's router ignores. */
function pathOf(url: string): string {
  const query = url.indexOf('?');
  let end = query < 0 ? url.length : query;
  // Not a regular expression: with many slashes that would take quadratic time.
  while (end > 0 && url[end - 1] === '/') end--;
  return url.slice(0, end).toLowerCase();
}
