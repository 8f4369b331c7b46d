import type { MessageEvent } from '@nestjs/common';
import { Observable } from 'rxjs';
import type { DeliveryHistory } from './delivery-history.js';
import type {
  ChangesMessage,
  DeliveryView,
  MeasuresMessage,
  SnapshotMessage,
} from './page/records.js';

/** Time between two messages about deliveries, in ms. */
const CHANGES_INTERVAL = 500;

/** Time until the next message, in ms, if one could not hold all deliveries that have changed. */
const REST_INTERVAL = 20;

/** Number of deliveries in a message. */
const MAX_DELIVERIES = 50;

/** Time between two messages with measures, in ms. */
const MEASURES_INTERVAL = 2_000;

/** Time after which a page that reads nothing is disconnected, in ms. */
const STALLED_AFTER = 30_000;

/** The connection to one open page. */
export interface FeedConnection {
  /** Whether the page has taken all that was sent. */
  isDrained(): boolean;
  destroy(): void;
}

/** Where a feed takes its messages from. */
export interface FeedSource {
  readonly history: DeliveryHistory;
  readonly snapshot: () => Omit<SnapshotMessage, 'deliveries' | 'keep'>;
  readonly measures: () => Promise<MeasuresMessage>;
}

/**
 * The messages for one open page. Each holds what has changed since the one before, so their rate
 * does not depend on the rate of deliveries. A page that does not read gets no more of them, and is
 * disconnected in the end: one message is all that it makes the server hold.
 */
export function liveFeed(source: FeedSource, connection: FeedConnection): Observable<MessageEvent> {
  return new Observable((subscriber) => {
    const { history, snapshot, measures } = source;
    let seen = 0;
    let sentAt = performance.now();
    const send = (type: string, data: object): void => {
      sentAt = performance.now();
      subscriber.next({ type, data });
    };
    const canSend = (): boolean => {
      if (connection.isDrained()) return true;
      if (performance.now() - sentAt > STALLED_AFTER) connection.destroy();
      return false;
    };
    const changes = (): DeliveryView[] => {
      const { deliveries, revision } = history.changesAfter(seen, MAX_DELIVERIES);
      seen = revision;
      return deliveries;
    };
    const sendChanges = (): void => {
      const isReady = canSend() && history.revision > seen;
      if (isReady) send('changes', { deliveries: changes() } satisfies ChangesMessage);
      const isRestLeft = isReady && history.revision > seen;
      timer = setTimeout(sendChanges, isRestLeft ? REST_INTERVAL : CHANGES_INTERVAL).unref();
    };
    let isMeasuring = false;
    const sendMeasures = async (): Promise<void> => {
      if (isMeasuring || !canSend()) return;
      isMeasuring = true;
      const message = await measures();
      isMeasuring = false;
      if (!subscriber.closed && connection.isDrained()) send('measures', message);
    };

    send('snapshot', { ...snapshot(), keep: history.keep, deliveries: changes() });
    void sendMeasures();
    let timer = setTimeout(sendChanges, REST_INTERVAL).unref();
    const measuring = setInterval(() => void sendMeasures(), MEASURES_INTERVAL).unref();
    return () => {
      clearTimeout(timer);
      clearInterval(measuring);
    };
  });
}
