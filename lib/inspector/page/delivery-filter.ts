import type { DeliveryView, EventView } from './records.js';

/** What a delivery must match; an empty text matches all. */
export interface DeliveryFilter {
  readonly resource: string;
  readonly owner: string;
  readonly outcome: string;
  readonly handler: string;
}

export const NO_FILTER: DeliveryFilter = { resource: '', owner: '', outcome: '', handler: '' };

/** Resource, owner and handler must match in the same event. */
export function matches(delivery: DeliveryView, filter: DeliveryFilter): boolean {
  if (filter.outcome !== '' && !hasOutcome(delivery, filter.outcome)) return false;
  if (filter.resource === '' && filter.owner === '' && filter.handler === '') return true;
  return delivery.events.some((event) => eventMatches(event, filter));
}

function eventMatches(event: EventView, { resource, owner, handler }: DeliveryFilter): boolean {
  return (
    (resource === '' || event.type === resource) &&
    (owner === '' || event.ownerId.includes(owner)) &&
    (handler === '' || event.tasks.some((task) => task.handler === handler))
  );
}

function hasOutcome({ outcome, events }: DeliveryView, wanted: string): boolean {
  if (wanted !== 'handler-failed') return outcome === wanted;
  return events.some(({ tasks }) => tasks.some((task) => task.outcome !== 'done'));
}
