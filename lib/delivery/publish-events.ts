import type { MisfitNotification } from '../misfit/parse-updates.js';
import type { DeliveryContext } from './delivery.interface.js';

/** Shows the events of a notification to the observers of the bus. */
export function publishEvents({ events }: MisfitNotification, context: DeliveryContext): void {
  for (const event of events) if (event !== undefined) context.publish(event);
}
