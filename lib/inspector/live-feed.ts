import type { MessageEvent } from '@nestjs/common';
import { Observable } from 'rxjs';
import type { DeliveryHistory } from './delivery-history.js';
import type { ChangesMessage, MeasuresMessage, SnapshotMessage } from './page/records.js';

/** Time between two messages about deliveries, in ms. */
const CHANGES_INTERVAL = 500;

/** Time between two messages with measures, in ms. */
const MEASURES_INTERVAL = 2_000;

/** Where a feed takes its messages from. */
export interface FeedSource {
  readonly history: DeliveryHistory;
  readonly snapshot: () => Omit<SnapshotMessage, 'deliveries' | 'keep'>;
  readonly measures: () => Promise<MeasuresMessage>;
}

/**
 * The messages for one open page. Each holds what has changed since the one before, so their rate
 * does not depend on the rate of deliveries.
 */
export function liveFeed({ history, snapshot, measures }: FeedSource): Observable<MessageEvent> {
  return new Observable((subscriber) => {
    let seen = 0;
    const changed = () => {
      const deliveries = history.changedSince(seen);
      seen = history.revision;
      return deliveries;
    };
    const send = (type: string, data: object): void => subscriber.next({ type, data });
    const sendChanges = (): void => {
      if (history.revision === seen) return;
      send('changes', { deliveries: changed() } satisfies ChangesMessage);
    };
    let isMeasuring = false;
    const sendMeasures = async (): Promise<void> => {
      if (isMeasuring) return;
      isMeasuring = true;
      const message = await measures();
      isMeasuring = false;
      if (!subscriber.closed) send('measures', message);
    };

    send('snapshot', { ...snapshot(), keep: history.keep, deliveries: changed() });
    void sendMeasures();
    const timers = [
      setInterval(sendChanges, CHANGES_INTERVAL).unref(),
      setInterval(() => void sendMeasures(), MEASURES_INTERVAL).unref(),
    ];
    return () => timers.forEach(clearInterval);
  });
}
