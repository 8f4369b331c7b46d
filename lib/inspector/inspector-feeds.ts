import {
  Injectable,
  ServiceUnavailableException,
  type BeforeApplicationShutdown,
  type MessageEvent,
} from '@nestjs/common';
import { finalize, Subject, takeUntil, type Observable } from 'rxjs';
import { describeError } from '../common/describe-error.js';
import { MisfitQueue } from '../delivery/misfit-queue.js';
import type { QueueStatistics } from '../delivery/queue-statistics.js';
import { InspectedModule } from './inspected-module.js';
import { InspectorRecorder } from './inspector-recorder.js';
import { INTERVAL } from './interval-measures.js';
import { liveFeed, type FeedConnection } from './live-feed.js';
import type { MeasuresMessage, QueueView } from './page/records.js';
import { TestNotifications } from './test-notifications.js';

/** Number of pages that can be open at the same time. */
const MAX_FEEDS = 20;

/** Time for which the numbers of the queue are shared by all pages, in ms. */
const QUEUE_INTERVAL = 1_500;

type QueueMeasures = Pick<MeasuresMessage, 'queue' | 'queueError'>;

/** Opens a feed for each page, and ends all of them at shutdown. */
@Injectable()
export class InspectorFeeds implements BeforeApplicationShutdown {
  private readonly shutdown = new Subject<void>();
  private open = 0;
  private queue: Promise<QueueMeasures> | undefined;
  private queueReadAt = -Infinity;

  constructor(
    private readonly recorder: InspectorRecorder,
    private readonly inspected: InspectedModule,
    private readonly tests: TestNotifications,
  ) {}

  /** @throws ServiceUnavailableException if too many pages are open. */
  connect(connection: FeedConnection): Observable<MessageEvent> {
    if (this.open >= MAX_FEEDS) {
      throw new ServiceUnavailableException(`${MAX_FEEDS} pages of the inspector are open already`);
    }
    this.open++;
    const source = {
      history: this.recorder.history,
      snapshot: () => ({ intervalMs: INTERVAL, canSendTest: this.tests.areAvailable }),
      measures: async () => ({
        intervals: this.recorder.measures.intervals(),
        unlisted: this.recorder.limit.unlisted,
        ...(await this.readQueue()),
      }),
    };
    return liveFeed(source, connection).pipe(
      takeUntil(this.shutdown),
      finalize(() => {
        this.open--;
      }),
    );
  }

  /** Open connections would delay the end of the server. */
  beforeApplicationShutdown(): void {
    this.shutdown.next();
    this.shutdown.complete();
  }

  private readQueue(): Promise<QueueMeasures> {
    const now = performance.now();
    if (this.queue === undefined || now - this.queueReadAt >= QUEUE_INTERVAL) {
      this.queueReadAt = now;
      this.queue = this.askQueue();
    }
    return this.queue;
  }

  private async askQueue(): Promise<QueueMeasures> {
    try {
      const statistics = await this.inspected.get(MisfitQueue).statistics();
      return statistics === undefined ? {} : { queue: viewOf(statistics) };
    } catch (error) {
      return { queueError: describeError(error).message };
    }
  }
}

function viewOf({ oldestWaiting, ...counts }: QueueStatistics): QueueView {
  return {
    ...counts,
    ...(oldestWaiting !== undefined && { oldestWaiting: oldestWaiting.getTime() }),
  };
}
