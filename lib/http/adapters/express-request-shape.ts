import { IncomingMessage, ServerResponse } from 'node:http';
import { reserveDelivery } from '../route/incoming-delivery.js';

/** What Express sets as the prototypes of requests and responses. */
export interface ExpressPrototypes {
  readonly request: object;
  readonly response: object;
}

type Properties = Record<PropertyKey, unknown>;

/** What Express, its router and Nest add to a request. */
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
 * Descriptions of the symbols that they add besides. The symbols themselves are private to the
 * router, so they are taken from the first delivery. Others that a request carries by then are the
 * application's, and some of its code may ask whether a request has them.
 */
const ROUTER_SYMBOLS: ReadonlySet<string | undefined> = new Set(['router.tracing.matchedRoute']);

/** What they add to a response, with the values that it begins with. */
const RESPONSE_VALUES = { locals: undefined, statusCode: 200, statusMessage: undefined };

/**
 * Gives a request, before Express sees it, the properties that it will be given on its way.
 *
 * Express sets the prototype of each request and response, and to an object to which something is
 * added after that, V8 gives a hidden class of its own: from then on every access to it, by Node
 * and Express as by us, misses the inline caches. With nothing left to add, all requests share one
 * hidden class, and Express takes a third of the time that it took. What is there already stays.
 *
 * A middleware finds the properties there sooner than Express would add them, without a value:
 * `'body' in request` is true from the beginning. The extra `optimizeExpress` turns all of it off.
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
    // Those of HTTP/2 have other properties, and warn of some.
    if (!(request instanceof IncomingMessage)) return;
    reserveDelivery(request);
    for (const key of this.requestKeys) {
      if (!(key in request)) (request as unknown as Properties)[key] = undefined;
    }
    for (const [key, value] of this.responseValues) {
      if (!Object.hasOwn(response, key)) (response as unknown as Properties)[key] = value;
    }
  }

  /** Finds the symbols that the router has added on the way to the first middleware. */
  learnFrom(request: IncomingMessage): void {
    if (this.hasLearned) return;
    this.hasLearned = true;
    const symbols = Object.getOwnPropertySymbols(request);
    this.requestKeys.push(...symbols.filter(({ description }) => ROUTER_SYMBOLS.has(description)));
  }
}

/** Whether Express, or the application, has put something by that name in front of Node's. */
function isDefined(key: string, prototype: object, ofNode: object): boolean {
  if (prototype === ofNode) return false;
  const next = Object.getPrototypeOf(prototype) as object | null;
  return Object.hasOwn(prototype, key) || (next !== null && isDefined(key, next, ofNode));
}
