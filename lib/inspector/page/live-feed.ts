import { byId } from './dom.js';
import type { ChangesMessage, MeasuresMessage, SnapshotMessage } from './records.js';
import { serverUrl } from './server.js';

/** Receivers of the messages of the server, by the name of the event. */
export interface FeedHandlers {
  readonly snapshot: (message: SnapshotMessage) => void;
  readonly changes: (message: ChangesMessage) => void;
  readonly measures: (message: MeasuresMessage) => void;
}

const STATES = {
  connecting: 'Connecting…',
  live: 'Live',
  lost: 'Connection lost, trying again…',
  closed: 'Not connected: reload the page',
} as const;

/** Subscribes to the server's events. The browser reconnects by itself. */
export function openFeed(handlers: FeedHandlers): void {
  const source = new EventSource(serverUrl('stream'));
  source.addEventListener('open', () => show('live'));
  source.addEventListener('error', () => {
    show(source.readyState === EventSource.CLOSED ? 'closed' : 'lost');
  });
  for (const name of ['snapshot', 'changes', 'measures'] as const) {
    source.addEventListener(name, ({ data }: MessageEvent<string>) => {
      handlers[name](JSON.parse(data) as never);
    });
  }
}

function show(state: keyof typeof STATES): void {
  const connection = byId('connection', HTMLElement);
  if (connection.dataset['state'] === state) return;
  connection.dataset['state'] = state;
  connection.textContent = STATES[state];
}
