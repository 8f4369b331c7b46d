import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DeliveryMatcher } from './express-deliveries.js';
import { ExpressRequestShape, type ExpressPrototypes } from './express-request-shape.js';

/** As much of an application of Express, or of one of its likes, as is needed here. */
export interface ExpressLike {
  use(
    handler: (request: IncomingMessage, response: ServerResponse, next: () => void) => void,
  ): void;
}

interface Express extends ExpressLike, ExpressPrototypes {
  /** Has Express deal with a request. */
  handle(request: IncomingMessage, response: ServerResponse, next?: unknown): void;
}

/**
 * Makes ready for the notification route what comes to it on Express, and no other request.
 *
 * @param isOptimized whether deliveries are to be made cheaper for Express as well.
 */
export function prepareExpress(
  app: ExpressLike,
  isDelivery: DeliveryMatcher,
  isOptimized: boolean,
): void {
  const shape = isOptimized && isExpress(app) ? shapeDeliveries(app, isDelivery) : undefined;
  app.use((request, _response, next) => {
    if (isDelivery(request)) {
      shape?.learnFrom(request);
      leaveUnparsed(request);
    }
    next();
  });
}

function isExpress(app: ExpressLike): app is Express {
  return 'handle' in app && 'request' in app && 'response' in app;
}

function shapeDeliveries(app: Express, isDelivery: DeliveryMatcher): ExpressRequestShape {
  const shape = new ExpressRequestShape(app);
  const handle = app.handle.bind(app);
  app.handle = (request, response, next) => {
    if (isDelivery(request)) shape.reserveIn(request, response);
    handle(request, response, next);
  };
  return shape;
}

/**
 * Takes the label off before any parser sees it: SNS's `Content-Type` is the topic owner's to set
 * and says nothing of the body, and no parser that goes by the type claims a body without one.
 */
function leaveUnparsed(request: IncomingMessage): void {
  request.headers['content-type'] = '';
}
