import type { DeliveryHeaders } from '../../sns/delivery-headers.js';

/** A delivery as it was captured. */
export interface CapturedRequest {
  readonly format: 'body' | 'HTTP request' | 'HAR entry';
  readonly headers: DeliveryHeaders;
  readonly body: Buffer;
}
