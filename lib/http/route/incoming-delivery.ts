import type { EndpointTest } from '../../misfit/endpoint-test.js';
import type { SnsMessage } from '../../sns/sns-message.js';
import type { DeliveryObservation } from '../observation/delivery-observation.js';

/** The guard's result for a request, passed on to the controller. */
export interface IncomingDelivery {
  /** Start of SNS's 15 seconds, on the clock of `performance.now()`. */
  readonly receivedAt: number;
  readonly content: SnsMessage | EndpointTest;
  /** On the module's own route, while somebody observes deliveries. */
  readonly observation: DeliveryObservation | undefined;
}

const DELIVERY = Symbol('incoming SNS delivery');

/** An adapter's request. In Fastify's, `raw` is Node's request, which middleware sees. */
interface DeliveryRequest {
  [DELIVERY]?: IncomingDelivery | undefined;
  body?: unknown;
  readonly raw?: { body?: unknown };
}

/** Creates the property before it has a value: see `ExpressRequestShape`. */
export function reserveDelivery(request: object): void {
  (request as DeliveryRequest)[DELIVERY] = undefined;
}

/**
 * @throws Error if a message was verified, but `body` has another value and cannot be replaced.
 */
export function attachDelivery(request: DeliveryRequest, delivery: IncomingDelivery): void {
  request[DELIVERY] = delivery;
  const { content } = delivery;
  if ('verifyUrl' in content) return;
  replaceBody(request, content);
  if (request.raw?.body !== undefined) replaceBody(request.raw, content);
}

/** @throws Error if the route has no `SnsSignatureGuard`. */
export function deliveryOf(request: object): IncomingDelivery {
  const delivery = (request as DeliveryRequest)[DELIVERY];
  if (delivery !== undefined) return delivery;
  throw new Error(
    'The request has no verified SNS message: the route needs @UseGuards(SnsSignatureGuard)',
  );
}

/**
 * A parser may have read the body differently, in another charset for example, and its result
 * includes unsigned fields.
 */
function replaceBody(request: { body?: unknown }, message: SnsMessage): void {
  try {
    request.body = message;
  } catch {
    // A getter without a setter.
  }
  if (request.body === message || request.body === undefined) return;
  const replacement = { value: message, writable: true, enumerable: true, configurable: true };
  if (Reflect.defineProperty(request, 'body', replacement)) return;
  throw new Error('The body of the request cannot be replaced by the verified message');
}
