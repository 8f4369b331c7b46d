import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DeliveryMatcher } from './express-deliveries.js';
import { ExpressRequestShape, type ExpressPrototypes } from './express-request-shape.js';

/** The part of an Express (or compatible) application that is used here. */
export interface ExpressLike {
  use(
    handler: (request: IncomingMessage, response: ServerResponse, next: () => void) => void,
  ): void;
}

interface Express extends ExpressLike, ExpressPrototypes {
  /** Handles a request. */
  handle(request: IncomingMessage, response: ServerResponse, next?: unknown): void;
}

/**
 * Prepares requests to the notification route, and no others, on Express.
 *
 * @param isOptimized whether to also make these requests cheaper for Express.
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
 * Removes the `Content-Type` before a parser sees it. The topic's owner can set it to anything, so
 * it says nothing about the body, and parsers ignore a body without one.
 */
function leaveUnparsed(request: IncomingMessage): void {
  request.headers['content-type'] = '';
}
