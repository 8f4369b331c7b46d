import type { IncomingMessage } from 'node:http';

/** As much of an Express application as is needed here. */
export interface Express {
  use(handler: (request: IncomingMessage, response: unknown, next: () => void) => void): void;
}

/**
 * Takes the label off the deliveries of SNS to our route before any parser sees them: SNS's
 * `Content-Type` is the topic owner's to set and says nothing of the body, and no parser that goes
 * by the type claims a body without one. A path with parameters is not recognised: a delivery to it
 * is read as its parser leaves it.
 *
 * @param pathsOf where the route is; asked at the first delivery, when all prefixes are known.
 */
export function leaveUnparsedOnExpress(app: Express, pathsOf: () => readonly string[]): void {
  let paths: ReadonlySet<string> | undefined;
  app.use((request, _response, next) => {
    if (request.headers['x-amz-sns-message-type'] !== undefined) {
      paths ??= new Set(pathsOf().map((path) => path.toLowerCase()));
      const isOurs = paths.has(request.url ?? '/') || paths.has(pathOf(request));
      if (isOurs) request.headers['content-type'] = '';
    }
    next();
  });
}

function pathOf({ url = '/' }: IncomingMessage): string {
  const end = url.indexOf('?');
  return (end < 0 ? url : url.slice(0, end)).replace(/\/+$/, '').toLowerCase();
}
