import type { DeliveryFilter } from './delivery-filter.js';
import { byId, element } from './dom.js';

/** The controls above the table. */
export class FilterForm {
  private readonly form = byId('filter', HTMLFormElement);
  private readonly handlers = this.form.elements.namedItem('handler') as HTMLSelectElement;
  private known = '';

  constructor(onChange: (filter: DeliveryFilter) => void) {
    const report = (): void => onChange(this.read());
    this.form.addEventListener('input', report);
    this.form.addEventListener('submit', (event) => event.preventDefault());
    // The fields are empty only after this event.
    this.form.addEventListener('reset', () => setTimeout(report));
  }

  /** Offers these handlers, and keeps the selection. */
  offerHandlers(names: readonly string[]): void {
    const list = names.join('\n');
    if (list === this.known) return;
    this.known = list;
    const { value } = this.handlers;
    this.handlers.replaceChildren(
      element('option', { value: '' }, 'all'),
      ...names.map((name) => element('option', { value: name }, name)),
    );
    this.handlers.value = names.includes(value) ? value : '';
  }

  private read(): DeliveryFilter {
    const data = new FormData(this.form);
    const text = (name: string): string => {
      const value = data.get(name);
      return typeof value === 'string' ? value.trim() : '';
    };
    return {
      resource: text('resource'),
      owner: text('owner'),
      outcome: text('outcome'),
      handler: text('handler'),
    };
  }
}
