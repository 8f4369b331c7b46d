import type { DeliveryView } from './records.js';

/** The latest deliveries that the page knows, at most `keep`. */
export class DeliveryStore {
  private readonly deliveries = new Map<number, DeliveryView>();
  private keep = Infinity;

  /** Starts again with what the server knows. */
  reset(deliveries: readonly DeliveryView[], keep: number): void {
    this.deliveries.clear();
    this.keep = keep;
    this.apply(deliveries);
  }

  /** Adds new deliveries and replaces known ones. */
  apply(deliveries: readonly DeliveryView[]): void {
    for (const delivery of deliveries) this.deliveries.set(delivery.id, delivery);
    if (this.deliveries.size <= this.keep) return;
    const ids = [...this.deliveries.keys()].toSorted((one, other) => one - other);
    for (const id of ids.slice(0, -this.keep)) this.deliveries.delete(id);
  }

  get size(): number {
    return this.deliveries.size;
  }

  /** Newest first. */
  newestFirst(): DeliveryView[] {
    return [...this.deliveries.values()].toSorted((one, other) => other.id - one.id);
  }

  /** The names of all handlers that have run. */
  handlers(): string[] {
    const names = new Set<string>();
    for (const { events } of this.deliveries.values()) {
      for (const { tasks } of events) for (const { handler } of tasks) names.add(handler);
    }
    return [...names].toSorted();
  }
}
