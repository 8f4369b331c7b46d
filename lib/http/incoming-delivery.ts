import type { EndpointTest } from '../misfit/endpoint-test.js';
import type { SnsMessage } from '../sns/sns-message.js';

/** What the guard has found out about a request, for the controller behind it. */
export interface IncomingDelivery {
  /** On the clock of `performance.now()`: what SNS's 15 seconds are counted from. */
  readonly receivedAt: number;
  readonly content: SnsMessage | EndpointTest;
}

const DELIVERY = Symbol('incoming SNS delivery');

/** Has the property there before there is anything to attach. */
export function reserveDelivery(request: object): void {
  (request as { [DELIVERY]?: undefined })[DELIVERY] = undefined;
}

export function attachDelivery(request: object, delivery: IncomingDelivery): void {
  (request as { [DELIVERY]?: IncomingDelivery })[DELIVERY] = delivery;
}

/** @throws Error when no `SnsSignatureGuard` stands before the route. */
export function deliveryOf(request: object): IncomingDelivery {
  const delivery = (request as { [DELIVERY]?: IncomingDelivery })[DELIVERY];
  if (delivery !== undefined) return delivery;
  throw new Error(
    'There is no verified SNS message here: the route needs @UseGuards(SnsSignatureGuard)',
  );
}
