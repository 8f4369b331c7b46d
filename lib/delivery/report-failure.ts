import type { DeliveryContext } from './delivery.interface.js';

/**
 * Reports that a handler failed. An error of the report itself, in a logger for example, must not
 * affect the delivery.
 */
export function reportFailure(
  context: DeliveryContext,
  ...failure: Parameters<DeliveryContext['reportFailure']>
): void {
  try {
    context.reportFailure(...failure);
  } catch {
    // Nowhere left to report this error.
  }
}
