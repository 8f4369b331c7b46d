import type { DeadLetterStore } from '../delivery/dead-letter-store.js';
import type { QueueStatistics } from '../delivery/queue-statistics.js';

/** A queue that is opened to look after it: this process runs no handler and lets nothing expire. */
export interface QueueMaintenance {
  readonly deadLetters: DeadLetterStore;
  statistics(): Promise<QueueStatistics>;
  close(): Promise<void>;
}
