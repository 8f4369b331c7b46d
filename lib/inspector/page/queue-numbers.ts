import { byId, element } from './dom.js';
import { count, duration } from './format.js';
import type { MeasuresMessage, QueueView } from './records.js';

/** Shows how much work the queue holds. */
export function showQueue({ queue, queueError }: MeasuresMessage): void {
  const isThere = queue !== undefined || queueError !== undefined;
  if (isThere) byId('queue', HTMLElement).hidden = false;
  const error = byId('queue-error', HTMLElement);
  error.hidden = queueError === undefined;
  // Written only when it has changed: screen readers read an alert out each time.
  if (error.textContent !== (queueError ?? '')) error.textContent = queueError ?? '';
  if (queue === undefined) return;
  byId('queue-numbers', HTMLElement).replaceChildren(
    ...numbersOf(queue).map(([name, value]) =>
      element('div', {}, element('dt', {}, name), element('dd', {}, value)),
    ),
  );
  byId('dead-count', HTMLElement).textContent = count(queue.dead);
}

function numbersOf({ waiting, running, delayed, dead, oldestWaiting }: QueueView) {
  const age = oldestWaiting === undefined ? '–' : duration(Math.max(Date.now() - oldestWaiting, 0));
  return [
    ['waiting', count(waiting)],
    ['running', count(running)],
    ['delayed', count(delayed)],
    ['dead', count(dead)],
    ['age of the oldest waiting task', age],
  ] as const;
}
