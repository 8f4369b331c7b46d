import { checksOf } from './checks.js';
import { element } from './dom.js';
import { dateAndTime, duration, plural } from './format.js';
import type { DeliveryView, EventView, TaskView } from './records.js';

/** Everything that is known about one delivery. */
export function deliveryDetails(delivery: DeliveryView): HTMLElement {
  return element(
    'div',
    { class: 'details' },
    envelope(delivery),
    checks(delivery),
    delivery.events.length > 0 ? events(delivery) : undefined,
  );
}

function envelope(delivery: DeliveryView): HTMLElement {
  const { receivedAt, status, code, reason, type, messageId, topicArn } = delivery;
  const claim = delivery.isVerified || type === 'EndpointTest' ? '' : ' (claimed)';
  return element(
    'section',
    {},
    element('h3', {}, 'Request'),
    element(
      'dl',
      {},
      ...row('Received', dateAndTime(receivedAt)),
      ...row('Answer', `${status} after ${duration(delivery.duration)}`),
      ...row('Code', code),
      ...row('Reason', reason),
      ...row('Type', type),
      ...row(`Message id${claim}`, messageId),
      ...row(`Topic${claim}`, topicArn),
      ...row('Updates', delivery.type === 'Notification' ? String(delivery.updates) : undefined),
    ),
  );
}

function row(name: string, value: string | undefined): HTMLElement[] {
  return value === undefined ? [] : [element('dt', {}, name), element('dd', {}, value)];
}

function checks({ type, code }: DeliveryView): HTMLElement {
  const items = checksOf(type, code).map(({ name, result }) =>
    element(
      'li',
      {},
      element(
        'span',
        { class: 'badge', 'data-outcome': result === 'failed' ? 'refused' : result },
        name,
      ),
      element('span', { class: 'visually-hidden' }, ` ${result}`),
    ),
  );
  return element('section', {}, element('h3', {}, 'Checks'), element('ol', {}, ...items));
}

function events({ events: shown, updates }: DeliveryView): HTMLElement {
  const omitted = updates - shown.length;
  return element(
    'section',
    { class: 'wide' },
    element('h3', {}, 'Events'),
    element(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Events' },
      element(
        'table',
        {},
        element('thead', {}, headings('Event', 'Object', 'Owner', 'Changed', 'Handlers')),
        element('tbody', {}, ...shown.map(eventRow)),
      ),
    ),
    omitted > 0
      ? element('p', { class: 'empty' }, `${plural(omitted, 'further update')} not shown here`)
      : undefined,
  );
}

function headings(...names: readonly string[]): HTMLElement {
  return element('tr', {}, ...names.map((name) => element('th', { scope: 'col' }, name)));
}

function eventRow({ type, action, id, ownerId, updatedAt, tasks }: EventView): HTMLElement {
  const results = tasks.map((task) => element('div', {}, ...taskLine(task)));
  return element(
    'tr',
    {},
    element('td', {}, `${type}.${action}`),
    element('td', {}, element('code', {}, id)),
    element('td', {}, element('code', {}, ownerId)),
    element('td', {}, dateAndTime(updatedAt)),
    element('td', {}, ...(results.length > 0 ? results : ['no handler has run yet'])),
  );
}

function taskLine({ handler, outcome, duration: took, attempt, error, retryAt }: TaskView): Node[] {
  const facts = [
    took === undefined ? undefined : duration(took),
    attempt === undefined ? undefined : `attempt ${attempt}`,
    retryAt === undefined ? undefined : `runs again ${dateAndTime(retryAt)}`,
  ].filter((fact) => fact !== undefined);
  return [
    element('span', { class: 'badge', 'data-outcome': outcome }, outcome),
    document.createTextNode(` ${[handler, ...facts].join(', ')}`),
    ...(error === undefined ? [] : [element('div', { class: 'error' }, error)]),
  ];
}
