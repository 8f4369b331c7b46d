import { drawFailures, drawLatencies, drawRates } from './charts.js';
import { DeadLetterList } from './dead-letter-list.js';
import { DeliveryStore } from './delivery-store.js';
import { DeliveryTable } from './delivery-table.js';
import { byId } from './dom.js';
import { FilterForm } from './filter-form.js';
import { count } from './format.js';
import { openFeed } from './live-feed.js';
import { runAction } from './notice.js';
import { showQueue } from './queue-numbers.js';
import type { MeasuresMessage } from './records.js';
import { post, serverUrl } from './server.js';

const store = new DeliveryStore();
const table = new DeliveryTable(store);
const filters = new FilterForm((filter) => table.setFilter(filter));
let intervalMs = 0;

openFeed({
  snapshot(snapshot) {
    ({ intervalMs } = snapshot);
    store.reset(snapshot.deliveries, snapshot.keep);
    byId('test-form', HTMLElement).hidden = !snapshot.canSendTest;
    showDeliveries();
  },
  changes({ deliveries }) {
    store.apply(deliveries);
    showDeliveries();
  },
  measures: showMeasures,
});

function showDeliveries(): void {
  filters.offerHandlers(store.handlers());
  table.schedule();
}

function showMeasures(measures: MeasuresMessage): void {
  const { intervals, unlisted } = measures;
  drawRates(byId('rate-chart', HTMLElement), intervals, intervalMs);
  drawLatencies(byId('latency-chart', HTMLElement), intervals, intervalMs);
  drawFailures(byId('failure-chart', HTMLElement), intervals, intervalMs);
  showQueue(measures);
  const hint = byId('unlisted', HTMLElement);
  hint.hidden = unlisted === 0;
  hint.textContent = `Counted but not listed, because too many arrived at once: ${count(unlisted)}`;
}

const pause = byId('pause', HTMLButtonElement);
pause.addEventListener('click', () => {
  const isPaused = pause.getAttribute('aria-pressed') !== 'true';
  pause.setAttribute('aria-pressed', String(isPaused));
  table.setPaused(isPaused);
});

const sendTest = byId('send-test', HTMLButtonElement);
sendTest.addEventListener('click', () => {
  const resource = byId('test-resource', HTMLSelectElement).value;
  void runAction(sendTest, async () => {
    const { status } = await post<{ status: number }>(serverUrl('test-notification', { resource }));
    return `Test notification answered ${status}`;
  });
});

void new DeadLetterList();
