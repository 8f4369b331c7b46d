import type { IncomingMessage } from 'node:http';

/** As much of an Express application as is needed here. */
export interface Express {
  use(handler: (request: IncomingMessage, response: unknown, next: () => void) => void): void;
}

/** No parser claims this type unless it claims them all. */
const UNCLAIMED_TYPE = 'application/x-amz-sns-message';

/**
 * Relabels the deliveries of SNS to our path before any parser sees them: SNS's `Content-Type` is
 * the topic owner's to set and says nothing of the body. The path is compared by its end, because
 * prefixes are not known yet; a delivery that slips through is read as its parser leaves it.
 */
export function leaveUnparsedOnExpress(app: Express, path: string): void {
  const ending = `/${path.replace(/^\/+|\/+$/g, '')}`.toLowerCase();
  app.use((request, _response, next) => {
    const isDelivery = request.headers['x-amz-sns-message-type'] !== undefined;
    if (isDelivery && pathOf(request).endsWith(ending)) {
      request.headers['content-type'] = UNCLAIMED_TYPE;
    }
    next();
  });
}

function pathOf({ url = '/' }: IncomingMessage): string {
  const end = url.indexOf('?');
  return (end < 0 ? url : url.slice(0, end)).replace(/\/+$/, '').toLowerCase();
}
