import { onTestFinished } from 'vitest';
import type {
  ChangesMessage,
  DeliveryView,
  MeasuresMessage,
  SnapshotMessage,
} from '../../../lib/inspector/page/records.js';

/** A page of the inspector without a browser: everything that the server has sent to it. */
export interface OpenStream {
  readonly text: () => string;
  readonly snapshots: SnapshotMessage[];
  readonly measures: MeasuresMessage[];
  /** The latest state of each delivery, oldest first. */
  deliveries(): DeliveryView[];
  readonly ended: Promise<void>;
}

/** Subscribes to the server-sent events until the test ends. */
export async function openStream(
  page: string,
  headers: Record<string, string>,
): Promise<OpenStream> {
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const response = await fetch(`${page}/stream`, { headers, signal: abort.signal });
  if (!response.ok) throw new Error(`the stream was answered ${response.status}`);
  const deliveries = new Map<number, DeliveryView>();
  const snapshots: SnapshotMessage[] = [];
  const measures: MeasuresMessage[] = [];
  let text = '';

  const receive = (type: string, data: string): void => {
    const message = JSON.parse(data) as SnapshotMessage & ChangesMessage & MeasuresMessage;
    if (type === 'snapshot') snapshots.push(message);
    if (type === 'measures') measures.push(message);
    for (const delivery of message.deliveries ?? []) deliveries.set(delivery.id, delivery);
  };
  const read = async (): Promise<void> => {
    let rest = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      rest += chunk;
      const events = rest.split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) {
        const type = /^event: (.*)$/m.exec(event)?.[1];
        const data = /^data: (.*)$/m.exec(event)?.[1];
        if (type !== undefined && data !== undefined) receive(type, data);
      }
    }
  };
  const ended = read().catch(() => {});
  return {
    text: () => text,
    snapshots,
    measures,
    deliveries: () => [...deliveries.values()].toSorted((one, other) => one.id - other.id),
    ended,
  };
}
