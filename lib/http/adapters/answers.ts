import type { IncomingMessage, ServerResponse } from 'node:http';
import { UNPARSED_BODY_ROUTE } from './unparsed-body.js';
import type { DeliveryMatcher } from './express-deliveries.js';

/** Called with the adapter's request when a delivery to the notification route was answered. */
export type AnswerListener = (request: object, status: number) => void;

type HandleRequest = (request: IncomingMessage, response: ServerResponse, next?: unknown) => void;

/**
 * Sees requests before any middleware does, even before middleware of an Express instance that the
 * application has created itself.
 */
export function watchAnswersOnExpress(
  app: object,
  isDelivery: DeliveryMatcher,
  onAnswered: AnswerListener,
): void {
  const express = app as { handle?: HandleRequest };
  // A server that only resembles Express may have no `handle`.
  const handle = express.handle?.bind(app);
  if (handle === undefined) return;
  express.handle = (request, response, next) => {
    if (isDelivery(request)) {
      response.on('finish', () => onAnswered(request, response.statusCode));
    }
    handle(request, response, next);
  };
}

interface FastifyRoute {
  readonly config?: Readonly<Record<string, unknown>>;
  onResponse?: ResponseHook | ResponseHook[];
}

type ResponseHook = (
  request: { readonly headers: IncomingMessage['headers'] },
  reply: { readonly raw: ServerResponse },
  done: () => void,
) => void;

/** Also sees the answers of middleware, which bypass Fastify's reply. */
export function watchAnswersOnFastify(
  fastify: { addHook(name: 'onRoute', hook: (route: FastifyRoute) => void): void },
  onAnswered: AnswerListener,
): void {
  const hook: ResponseHook = (request, reply, done) => {
    if (request.headers['x-amz-sns-message-type'] !== undefined) {
      onAnswered(request, reply.raw.statusCode);
    }
    done();
  };
  fastify.addHook('onRoute', (route) => {
    if (route.config?.[UNPARSED_BODY_ROUTE] !== true) return;
    route.onResponse = [...[route.onResponse ?? []].flat(), hook];
  });
}
