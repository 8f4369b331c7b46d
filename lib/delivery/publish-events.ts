import type { MisfitNotification } from '../misfit/parse-updates.js';
import type { DeliveryContext } from './delivery.interface.js';

/** Emits the events of a notification on the bus. */
export function publishEvents({ events }: MisfitNotification, context: DeliveryContext): void {
  for (const event of events) if (event !== undefined) context.publish(event);
}
