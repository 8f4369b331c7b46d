import type { EndpointTest } from '../../misfit/endpoint-test.js';
import type { SnsMessage } from '../../sns/sns-message.js';

/** What the guard has found out about a request, for the controller behind it. */
export interface IncomingDelivery {
  /** On the clock of `performance.now()`: what SNS's 15 seconds are counted from. */
  readonly receivedAt: number;
  readonly content: SnsMessage | EndpointTest;
}

const DELIVERY = Symbol('incoming SNS delivery');

/** An adapter's request: Fastify's has Node's, which middlewares see, as its `raw`. */
interface DeliveryRequest {
  [DELIVERY]?: IncomingDelivery | undefined;
  body?: unknown;
  readonly raw?: { body?: unknown };
}

/** Has the property there before there is anything to attach. */
export function reserveDelivery(request: object): void {
  (request as DeliveryRequest)[DELIVERY] = undefined;
}

/**
 * @throws Error when a message was verified, but `body` is something else and cannot be replaced.
 */
export function attachDelivery(request: DeliveryRequest, delivery: IncomingDelivery): void {
  request[DELIVERY] = delivery;
  const { content } = delivery;
  if ('verifyUrl' in content) return;
  replaceBody(request, content);
  if (request.raw?.body !== undefined) replaceBody(request.raw, content);
}

/** @throws Error when no `SnsSignatureGuard` stands before the route. */
export function deliveryOf(request: object): IncomingDelivery {
  const delivery = (request as DeliveryRequest)[DELIVERY];
  if (delivery !== undefined) return delivery;
  throw new Error(
    'There is no verified SNS message here: the route needs @UseGuards(SnsSignatureGuard)',
  );
}

/**
 * A parser may have read the body in another way than it was verified, in another charset for
 * example, and keeps what is not signed.
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
