import { deliveryDetails } from './delivery-details.js';
import { element } from './dom.js';
import { duration, plural, timeOfDay, topicName } from './format.js';
import type { DeliveryView } from './records.js';

/** Two rows of the table: a delivery, and its details when it is open. */
export class DeliveryRow {
  readonly row = element('tr', { class: 'delivery card new' });
  readonly detailRow = element('tr', { class: 'detail-row', hidden: true });
  private readonly toggle: HTMLButtonElement;
  private delivery: DeliveryView;

  constructor(delivery: DeliveryView) {
    this.delivery = delivery;
    const id = `details-${delivery.id}`;
    this.detailRow.id = id;
    this.toggle = element('button', {
      type: 'button',
      class: 'toggle',
      'aria-expanded': 'false',
      'aria-controls': id,
    });
    this.toggle.textContent = timeOfDay(delivery.receivedAt);
    this.toggle.addEventListener('click', () => this.setOpen(!this.isOpen));
    this.render();
  }

  get isOpen(): boolean {
    return !this.detailRow.hidden;
  }

  /** Shows a newer state of the delivery. */
  update(delivery: DeliveryView): void {
    if (delivery === this.delivery) return;
    this.delivery = delivery;
    this.render();
  }

  private setOpen(isOpen: boolean): void {
    this.detailRow.hidden = !isOpen;
    this.row.classList.toggle('open', isOpen);
    this.toggle.setAttribute('aria-expanded', String(isOpen));
    this.renderDetails();
  }

  private render(): void {
    const { outcome, status, code, topicArn, duration: took } = this.delivery;
    const what = code === undefined ? `${status}` : `${status} ${code}`;
    const cells = [
      element('th', { scope: 'row' }, this.toggle),
      element(
        'td',
        { class: 'outcome' },
        element('span', { class: 'badge', 'data-outcome': outcome }, outcome),
        ` ${what}`,
      ),
      element('td', { class: 'updates' }, updatesOf(this.delivery)),
      element('td', { class: 'handlers' }, handlersOf(this.delivery)),
      element('td', { class: 'topic' }, topicArn === undefined ? '' : topicName(topicArn)),
      element('td', { class: 'duration' }, duration(took)),
    ];
    // Moving the focused button out of the document would lose the focus.
    if (this.row.children.length === 0) this.row.append(...cells);
    else for (const [index, cell] of cells.entries()) if (index > 0) this.replaceCell(index, cell);
    this.row.firstElementChild?.replaceChildren(this.toggle);
    this.renderDetails();
  }

  private replaceCell(index: number, cell: HTMLElement): void {
    this.row.children[index]?.replaceWith(cell);
  }

  private renderDetails(): void {
    const content = this.isOpen ? [deliveryDetails(this.delivery)] : [];
    this.detailRow.replaceChildren(element('td', { colspan: 6 }, ...content));
  }
}

function updatesOf({ type, updates, events }: DeliveryView): string {
  if (type !== undefined && type !== 'Notification') return type;
  const [first] = events;
  if (first === undefined) return updates > 0 ? plural(updates, 'update') : '';
  const name = `${first.type}.${first.action}`;
  return updates > 1 ? `${name} and ${updates - 1} more` : name;
}

function handlersOf({ events }: DeliveryView): string {
  const tasks = events.flatMap((event) => event.tasks);
  const failed = tasks.filter(({ outcome }) => outcome !== 'done').length;
  const done = tasks.length - failed;
  return [done > 0 && `${done} done`, failed > 0 && `${failed} failed`].filter(Boolean).join(', ');
}
