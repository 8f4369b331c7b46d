import { matches, NO_FILTER, type DeliveryFilter } from './delivery-filter.js';
import { DeliveryRow } from './delivery-row.js';
import type { DeliveryStore } from './delivery-store.js';
import { byId } from './dom.js';
import { count } from './format.js';
import type { DeliveryView } from './records.js';

/** Number of rows that are drawn at first, and that "Show more" adds. */
const PAGE = 50;

/** The table of deliveries. It is drawn at most once a frame. */
export class DeliveryTable {
  private readonly body = byId('delivery-rows', HTMLElement);
  private readonly shown = byId('shown', HTMLElement);
  private readonly empty = byId('no-deliveries', HTMLElement);
  private readonly more = byId('more-deliveries', HTMLButtonElement);
  private readonly rows = new Map<number, DeliveryRow>();
  private filter = NO_FILTER;
  private limit = PAGE;
  private isScheduled = false;
  private isPaused = false;

  constructor(private readonly store: DeliveryStore) {
    this.more.addEventListener('click', () => {
      this.limit += PAGE;
      this.draw();
    });
  }

  setFilter(filter: DeliveryFilter): void {
    this.filter = filter;
    this.limit = PAGE;
    this.draw();
  }

  setPaused(isPaused: boolean): void {
    this.isPaused = isPaused;
    this.schedule();
  }

  /** Call when the store has changed. */
  schedule(): void {
    if (this.isScheduled || this.isPaused) return;
    this.isScheduled = true;
    requestAnimationFrame(() => {
      this.isScheduled = false;
      if (!this.isPaused) this.draw();
    });
  }

  private draw(): void {
    const matching = this.store.newestFirst().filter((delivery) => matches(delivery, this.filter));
    const visible = matching.filter(({ id }, at) => at < this.limit || this.rows.get(id)?.isOpen);
    this.removeAllBut(visible);
    this.place(visible);
    this.more.hidden = matching.length <= visible.length;
    this.empty.hidden = matching.length > 0;
    this.empty.textContent =
      this.store.size > 0
        ? 'No delivery matches the filter.'
        : 'No deliveries yet. They appear here as they arrive.';
    this.shown.textContent = `${count(matching.length)} of ${count(this.store.size)} match`;
  }

  private removeAllBut(visible: readonly DeliveryView[]): void {
    const ids = new Set(visible.map(({ id }) => id));
    for (const [id, { row, detailRow }] of this.rows) {
      if (ids.has(id)) continue;
      row.remove();
      detailRow.remove();
      this.rows.delete(id);
    }
  }

  /** Rows that are in their place already are not moved: that would lose the focus. */
  private place(visible: readonly DeliveryView[]): void {
    let next = this.body.firstElementChild;
    for (const delivery of visible) {
      const entry = this.rowOf(delivery);
      if (entry.row === next) {
        next = entry.detailRow.nextElementSibling;
        continue;
      }
      this.body.insertBefore(entry.row, next);
      this.body.insertBefore(entry.detailRow, next);
    }
  }

  private rowOf(delivery: DeliveryView): DeliveryRow {
    const known = this.rows.get(delivery.id);
    if (known !== undefined) {
      known.update(delivery);
      return known;
    }
    const created = new DeliveryRow(delivery);
    this.rows.set(delivery.id, created);
    return created;
  }
}
