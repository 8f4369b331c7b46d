import type { DeliveryContext } from './delivery.interface.js';

/**
 * Reports that a handler failed. A report that itself fails, in a logger for example, must not
 * change what becomes of the work.
 */
export function reportFailure(
  context: DeliveryContext,
  ...failure: Parameters<DeliveryContext['reportFailure']>
): void {
  try {
    context.reportFailure(...failure);
  } catch {
    // There is nowhere left to report it.
  }
}
