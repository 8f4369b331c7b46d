import { IncomingMessage, ServerResponse } from 'node:http';
import { reserveOwnStatus } from '../answers/own-answer.js';
import { reserveDelivery } from '../route/incoming-delivery.js';

/** The prototypes that Express sets on requests and responses. */
export interface ExpressPrototypes {
  readonly request: object;
  readonly response: object;
}

type Properties = Record<PropertyKey, unknown>;

/** Properties that Express, its router and Nest add to a request. */
const REQUEST_KEYS: readonly string[] = [
  'res',
  'next',
  'baseUrl',
  'originalUrl',
  '_parsedUrl',
  'params',
  'body',
  'route',
];

/**
 * Descriptions of the symbols that the router also adds. The symbols themselves are private to the
 * router, so they are taken from the first delivery. All other symbols on a request belong to the
 * application, whose code may check whether a request has them.
 */
const ROUTER_SYMBOLS: ReadonlySet<string | undefined> = new Set(['router.tracing.matchedRoute']);

/** Where Node counts the listeners of a request, from the first one on. */
const EVENT_COUNT = '_eventsCount';

/** Properties that Express and Nest add to a response, with their initial values. */
const RESPONSE_VALUES = { locals: undefined, statusCode: 200, statusMessage: undefined };

/**
 * Adds, before Express sees a request, the properties that Express would add later.
 *
 * Express sets the prototype of each request and response. If a property is added to an object
 * after that, V8 gives the object its own hidden class, and every access to it, in Node, Express
 * and our code, misses the inline caches. With no property left to add, all requests share one
 * hidden class, and Express takes a third of the time. Existing properties stay as they are.
 *
 * Middleware sees these properties earlier than usual, as `undefined`: `'body' in request` is true
 * from the start. The extra `optimizeExpress` turns this off.
 *
 * @see https://github.com/expressjs/express/issues/5998
 */
export class ExpressRequestShape {
  private readonly requestKeys: PropertyKey[];
  private readonly responseValues: [string, unknown][];
  private hasLearned = false;

  constructor({ request, response }: ExpressPrototypes) {
    this.requestKeys = REQUEST_KEYS.filter(
      (key) => !isDefined(key, request, IncomingMessage.prototype),
    );
    this.responseValues = Object.entries(RESPONSE_VALUES).filter(
      ([key]) => !isDefined(key, response, ServerResponse.prototype),
    );
  }

  reserveIn(request: IncomingMessage, response: ServerResponse): void {
    // HTTP/2 requests have other properties, and warn about some.
    if (!(request instanceof IncomingMessage)) return;
    reserveDelivery(request);
    reserveOwnStatus(request);
    // A body that arrives in pieces gets listeners. Until then, the count is on the prototype.
    const properties = request as unknown as Properties;
    properties[EVENT_COUNT] = properties[EVENT_COUNT] ?? 0;
    for (const key of this.requestKeys) {
      if (!(key in request)) properties[key] = undefined;
    }
    for (const [key, value] of this.responseValues) {
      if (!Object.hasOwn(response, key)) (response as unknown as Properties)[key] = value;
    }
  }

  /** Finds the symbols that the router has added before the first middleware. */
  learnFrom(request: IncomingMessage): void {
    if (this.hasLearned) return;
    this.hasLearned = true;
    const symbols = Object.getOwnPropertySymbols(request);
    this.requestKeys.push(...symbols.filter(({ description }) => ROUTER_SYMBOLS.has(description)));
  }
}

/** Whether Express or the application defines this property on a prototype below Node's. */
function isDefined(key: string, prototype: object, ofNode: object): boolean {
  if (prototype === ofNode) return false;
  const next = Object.getPrototypeOf(prototype) as object | null;
  return Object.hasOwn(prototype, key) || (next !== null && isDefined(key, next, ofNode));
}
