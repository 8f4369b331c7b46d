import type { IncomingMessage } from 'node:http';

/** Tells a delivery of SNS to our route from the other requests of the application. */
export type DeliveryTest = (request: IncomingMessage) => boolean;

/**
 * A path with parameters is not recognised.
 *
 * @param pathsOf where the route is; asked at the first delivery, when all prefixes are known.
 */
export function deliveriesTo(pathsOf: () => readonly string[]): DeliveryTest {
  let paths: ReadonlySet<string> | undefined;
  return (request) => {
    if (request.headers['x-amz-sns-message-type'] === undefined) return false;
    paths ??= new Set(pathsOf().map((path) => path.toLowerCase()));
    return paths.has(request.url ?? '/') || paths.has(pathOf(request));
  };
}

function pathOf({ url = '/' }: IncomingMessage): string {
  const end = url.indexOf('?');
  return (end < 0 ? url : url.slice(0, end)).replace(/\/+$/, '').toLowerCase();
}
