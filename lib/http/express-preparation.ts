import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { DeliveryTest } from './express-deliveries.js';
import { ExpressRequestShape } from './express-request-shape.js';

/** As much of an Express application as is needed here. */
export interface Express {
  use(
    handler: (request: IncomingMessage, response: ServerResponse, next: () => void) => void,
  ): void;
}

/** What deliveries to the notification route need on Express, and no other request gets. */
export class ExpressPreparation {
  private readonly shape = new ExpressRequestShape();

  constructor(private readonly isDelivery: DeliveryTest) {}

  /** Before the application's middlewares. */
  useIn(app: Express): void {
    app.use((request, _response, next) => {
      if (this.isDelivery(request)) {
        this.shape.learnFrom(request);
        leaveUnparsed(request);
      }
      next();
    });
  }

  /** Before Express itself. */
  listenTo(server: Server): void {
    server.prependListener('request', (request, response) => {
      if (this.isDelivery(request)) this.shape.reserveIn(request, response);
    });
  }
}

/**
 * Takes the label off before any parser sees it: SNS's `Content-Type` is the topic owner's to set
 * and says nothing of the body, and no parser that goes by the type claims a body without one.
 */
function leaveUnparsed(request: IncomingMessage): void {
  request.headers['content-type'] = '';
}
