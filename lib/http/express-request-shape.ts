import type { IncomingMessage, ServerResponse } from 'node:http';
import { attachDelivery } from './incoming-delivery.js';

type Properties = Record<PropertyKey, unknown>;

/**
 * Gives a request, before Express sees it, the properties that it will be given on its way.
 *
 * Express sets the prototype of each request and response, and to an object to which something is
 * added after that, V8 gives a hidden class of its own: from then on every access to it, by Node
 * and Express as by us, misses the inline caches. With nothing left to add, all requests share one
 * hidden class, and Express takes a third of the CPU time.
 *
 * @see https://github.com/expressjs/express/issues/5998
 */
export class ExpressRequestShape {
  private ofNode: ReadonlySet<PropertyKey> | undefined;
  private ofExpress: readonly PropertyKey[] | undefined;

  /** Before Express sees them. */
  reserveIn(request: IncomingMessage, response: ServerResponse): void {
    this.ofNode ??= new Set(Reflect.ownKeys(request));
    reserveInRequest(request as unknown as Properties, this.ofExpress);
    reserveInResponse(response as unknown as Properties);
  }

  /** Before the application's middlewares: what they add is not ours to foresee. */
  learnFrom(request: IncomingMessage): void {
    const { ofNode } = this;
    // Nothing is reserved where Express is called by other means than a server.
    if (ofNode === undefined || this.ofExpress !== undefined) return;
    // Reserved, it would hide what the prototype has by that name.
    const isNew = (key: PropertyKey) => !ofNode.has(key) && !(key in prototypeOf(request));
    this.ofExpress = Reflect.ownKeys(request).filter(isNew);
  }
}

function prototypeOf(value: object): object {
  return Object.getPrototypeOf(value) as object;
}

function reserveInRequest(request: Properties, ofExpress: readonly PropertyKey[] = []): void {
  for (const key of ofExpress) request[key] = undefined;
  request['body'] = undefined;
  request['route'] = undefined;
  attachDelivery(request, undefined);
}

function reserveInResponse(response: Properties): void {
  response['locals'] = undefined;
  response['statusCode'] = 200;
  response['statusMessage'] = undefined;
}
