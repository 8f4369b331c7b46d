import { DEFAULT_DELIVERY_POLICY, type DeliveryPolicy } from '../../testing/delivery-agent.js';
import type { DeliveryOptions } from './send.options.js';

/** How SNS delivers, with what the options say otherwise. */
export function policyOf(options: DeliveryOptions): Required<DeliveryPolicy> {
  const { retries, retryDelay, timeout } = options;
  return { ...DEFAULT_DELIVERY_POLICY, retries, retryDelay, timeout };
}
